// The matrices of a step as tables, and the panel of the chosen cell.

const SHOWN_ROWS = 10;

function element(name, properties = {}, children = []) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function matrixTable(view, key, role) {
  const { record, data } = view;
  const matrix = data.matrices[key];
  const values = record.values[key].python;
  const names = record.rows[key];
  const meaning = matrix.symbol === key ? "" : " = " + matrix.symbol;
  const caption = element("caption", {}, [
    key + meaning,
    " ",
    element("small", { textContent: role === "computed" ? "(computed)" : "(computed from)" }),
  ]);
  const head = element("tr", {}, [
    element("td"),
    ...matrix.columns.map((name) => element("th", { scope: "col", textContent: name })),
  ]);
  const body = element("tbody");
  values.forEach((row, i) => {
    const line = element(
      "tr",
      { hidden: i >= SHOWN_ROWS && values.length > SHOWN_ROWS + 1 && !view.opened.has(key) },
      [element("th", { scope: "row", textContent: names[i] })],
    );
    row.forEach((value, j) =>
      line.append(
        matrixCell(view, key, role, i, j, value, `${key}, ${names[i]}, ${matrix.columns[j]}`),
      ),
    );
    body.append(line);
  });
  const table = element("table", { className: role }, [
    caption,
    element("thead", {}, [head]),
    body,
  ]);
  table.dataset.key = key;
  const hidden = [...body.rows].filter((row) => row.hidden).length;
  const block = element("div", { className: "matrix" }, [table]);
  if (hidden) block.append(moreButton(view, key, body, hidden));
  return block;
}

function matrixCell(view, key, role, i, j, value, name) {
  // Only a matrix of nothing but whole numbers is shown without decimals.
  const whole = view.record.values[key].python.flat().every(Number.isInteger);
  const text =
    whole || !Number.isInteger(value) ? short(value, view.decimals) : value.toFixed(view.decimals);
  const cell = element("td");
  cell.dataset.place = `${i},${j}`;
  if (role === "source") {
    cell.textContent = text;
    return cell;
  }
  const button = element("button", {
    type: "button",
    textContent: text,
    tabIndex: i === 0 && j === 0 ? 0 : -1,
    "aria-label": `${name}: ${text}`,
  });
  const choose = () => view.choose(key, i, j);
  button.addEventListener("focus", choose);
  button.addEventListener("click", choose);
  button.addEventListener("mouseenter", choose);
  button.addEventListener("keydown", (event) => moveInTable(event, cell, i, j));
  cell.append(button);
  return cell;
}

function moveInTable(event, cell, i, j) {
  const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
    event.key
  ];
  if (!move || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  const table = cell.closest("table");
  const next = table.querySelector(`td[data-place="${i + move[0]},${j + move[1]}"]`);
  if (!next || next.parentElement.hidden) return;
  table.querySelectorAll("button").forEach((button) => (button.tabIndex = -1));
  next.firstChild.tabIndex = 0;
  next.firstChild.focus();
}

function moreButton(view, key, body, hidden) {
  const button = element("button", {
    type: "button",
    className: "more",
    textContent: `\u2026 ${hidden} more rows`,
  });
  button.addEventListener("click", () => {
    view.opened.add(key);
    [...body.rows].forEach((row) => (row.hidden = false));
    button.remove();
  });
  return button;
}

// The panel: the cell's name, its arithmetic, and its value from every side.
function showDetail(view, key, i, j) {
  const { record, data } = view;
  const rule = record.rules[key];
  const values = record.values[key];
  const inputs = rule.inputs.map((name) => record.values[name].python);
  const options = { learning_rate: data.learning_rate, divisor: record.divisor };
  const spelled = RULES[rule.kind].terms(i, j, inputs, view.decimals, rule, options);
  const result = short(values.python[i][j], view.decimals);
  const text =
    rule.kind === "input"
      ? `input: ${result}`
      : ["other", "settings"].includes(rule.kind)
        ? `${spelled}: ${result}`
        : `${spelled} = ${result}`;
  const matrix = data.matrices[key];
  const rows = [
    ["Python", "python"],
    ["R", "r"],
    ["true value", "true"],
  ].map(([name, side]) => sideRow(name, values[side], values.true, i, j));
  const head = element(
    "tr",
    {},
    ["", "value", "ULP from true"].map((name) =>
      name ? element("th", { scope: "col", textContent: name }) : element("td"),
    ),
  );
  const children = [
    element("h3", {
      textContent:
          `${key}, ${record.rows[key][i]}, ${matrix.columns[j]} = ` +
          `${matrix.symbol}[${i}][${j}]`,
    }),
    element("p", { className: "spelled", textContent: text }),
    element("table", {}, [element("thead", {}, [head]), element("tbody", {}, rows)]),
  ];
  if (values.r)
    children.push(
      element("p", {
        className: "apart",
        textContent: `Python and R are ${ulps(values.python[i][j], values.r[i][j])} ULP apart.`,
      }),
    );
  document.getElementById("detail").replaceChildren(...children);
  lightSources(view, key, rule, inputs, i, j);
}

function sideRow(name, matrix, truth, i, j) {
  const value = matrix ? full(matrix[i][j]) : "not at hand";
  const distance = matrix && truth && matrix !== truth ? ulps(matrix[i][j], truth[i][j]) : "";
  return element("tr", {}, [
    element("th", { scope: "row", textContent: name }),
    element("td", { textContent: value }),
    element("td", { textContent: distance }),
  ]);
}

function lightSources(view, key, rule, inputs, i, j) {
  const area = document.getElementById("matrices");
  area.querySelectorAll(".lit, .chosen").forEach((cell) => cell.classList.remove("lit", "chosen"));
  const find = (name, r, c, role) =>
    area.querySelector(`table.${role}[data-key="${CSS.escape(name)}"] td[data-place="${r},${c}"]`);
  find(key, i, j, "computed").classList.add("chosen");
  const cells = RULES[rule.kind].cells(i, j, inputs);
  area.classList.toggle("choosing", cells.length > 0);
  for (const [n, r, c] of cells) {
    // In step 4, output comes from output_layer_input, which is computed in the same step.
    const cell = find(rule.inputs[n], r, c, "source") || find(rule.inputs[n], r, c, "computed");
    if (cell) cell.classList.add("lit");
  }
}
