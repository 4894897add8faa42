// The network and the error curve as SVG.

const SVG = "http://www.w3.org/2000/svg";
const MOST_UNITS = 10;

function shape(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// The weights of a layer before this step, by their place in the data.
function weightsOf(view, layer) {
  const key = Object.keys(view.data.matrices).find(
    (name) => view.data.matrices[name].quantity === "W" && view.data.matrices[name].layer === layer,
  );
  return view.record.values[key].python;
}

function drawNetwork(view, parts) {
  const { layers } = view.data;
  const sizes = [layers[0].inputs, ...layers.map((layer) => layer.units)];
  const shown = sizes.map((n) => Math.min(n, MOST_UNITS));
  const most = Math.max(...shown);
  const width = 130 * layers.length + 90;
  const height = most * 46 + (sizes.some((n) => n > MOST_UNITS) ? 60 : 40);
  const place = (l, i) => [45 + l * 130, 30 + (i + 0.5 + (most - shown[l]) / 2) * 46];
  const svg = document.getElementById("network");
  const drawn = [];
  layers.forEach((_, l) => {
    const W = weightsOf(view, l + 1);
    const largest = Math.max(...W.flat().map(Math.abs)) || 1;
    for (let i = 0; i < shown[l]; i++) {
      for (let j = 0; j < shown[l + 1]; j++) {
        const [x1, y1] = place(l, i);
        const [x2, y2] = place(l + 1, j);
        const active = parts.some((part) => part.edges(i, j, l + 1));
        const kind = W[i][j] < 0 ? "negative" : "positive";
        drawn.push(
          shape("line", {
            x1,
            y1,
            x2,
            y2,
            class: `edge ${kind}${active ? " active" : ""}`,
            "stroke-width": 0.8 + (4 * Math.abs(W[i][j])) / largest,
          }),
        );
      }
    }
  });
  sizes.forEach((n, l) => {
    for (let i = 0; i < shown[l]; i++) drawn.push(...drawUnit(view, parts, l, i, place(l, i)));
    const [x, y] = place(l, shown[l] - 1);
    if (n > shown[l])
      drawn.push(
        shape(
          "text",
          { x, y: y + 34, "text-anchor": "middle", class: "quiet" },
          `\u2026 ${n - shown[l]} more`,
        ),
      );
    drawn.push(
      shape(
        "text",
        { x, y: 16, "text-anchor": "middle", class: "quiet" },
        l === 0 ? "input" : layers[l - 1].activation,
      ),
    );
  });
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute(
    "aria-label",
    `A ${sizes.join("-")} network; solid lines are positive weights, dashed ones negative, ` +
      "wider is larger.",
  );
  svg.replaceChildren(...drawn);
}

function drawUnit(view, parts, l, i, [x, y]) {
  const active = parts.some((part) => part.units(i, l));
  const name = unitName(view, l, i);
  return [
    shape("circle", { cx: x, cy: y, r: 16, class: active ? "unit active" : "unit" }),
    shape(
      "text",
      { x, y: y + 4, "text-anchor": "middle", style: name.length > 3 ? "font-size: 10px" : "" },
      name,
    ),
  ];
}

function unitName(view, l, i) {
  const matrix = Object.values(view.data.matrices).find(
    (found) => found.layer === l && found.quantity === "A",
  );
  return matrix.columns[i];
}

function drawCurve(view) {
  const { epochs, losses } = view.data.curve;
  if (!epochs.length) return;
  const [left, right, top, bottom] = [58, 500, 14, 190];
  const tallest = Math.max(...losses, view.record.loss) || 1;
  const last = Math.max(epochs[epochs.length - 1], 1);
  const x = (epoch) => left + (epoch / last) * (right - left);
  const y = (loss) => bottom - (loss / tallest) * (bottom - top);
  const points = epochs
    .map((epoch, n) => `${x(epoch).toFixed(1)},${y(losses[n]).toFixed(1)}`)
    .join(" ");
  const here = x(view.record.epoch);
  const svg = document.getElementById("curve");
  svg.setAttribute("viewBox", "0 0 520 232");
  svg.setAttribute(
    "aria-label",
    `The loss falls from ${short(losses[0], 5)} to ${short(losses[losses.length - 1], 5)}; ` +
      `at epoch ${view.record.epoch} the loss of this step is ${short(view.record.loss, 5)}.`,
  );
  svg.replaceChildren(
    shape("path", { d: `M${left},${top} V${bottom} H${right}`, class: "axis" }),
    shape("polyline", { points, class: "line" }),
    shape("line", { x1: here, x2: here, y1: top, y2: bottom, class: "cursor" }),
    shape("circle", { cx: here, cy: y(view.record.loss), r: 6, class: "mark" }),
    shape("text", { x: left - 6, y: top + 8, "text-anchor": "end" }, short(tallest, 4)),
    shape("text", { x: left - 6, y: bottom, "text-anchor": "end" }, "0"),
    shape("text", { x: left, y: bottom + 18, "text-anchor": "middle" }, "0"),
    shape("text", { x: right, y: bottom + 18, "text-anchor": "end" }, String(last)),
    shape(
      "text",
      { x: (left + right) / 2, y: bottom + 34, "text-anchor": "middle", class: "quiet" },
      "epoch",
    ),
  );
}
