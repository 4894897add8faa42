// What is shown: one named step of one recorded training step, and the cell that is chosen in it.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const view = {
  data,
  step: 0,
  place: 0,
  decimals: 3,
  opened: new Set(),
  record: data.records[0],
  choose,
};

function choose(key, i, j) {
  showDetail(view, key, i, j);
  drawNetwork(view, [activeParts(data.matrices[key], key.endsWith("(updated)"), i, j)]);
}

function show() {
  const step = data.steps[view.step];
  const record = (view.record = data.records[view.place]);
  byId("heading").textContent = `Step ${step.number}: ${step.title}`;
  byId("formulas").replaceChildren(
    ...step.formulas.map((text) => element("div", {}, [element("code", { textContent: text })])),
    ...step.notation.map((text) => element("div", { className: "notation", textContent: text })),
  );
  byId("matrices").className = "";
  byId("matrices").replaceChildren(
    ...step.uses.map((key) => matrixTable(view, key, "source")),
    ...step.computes.map((key) => matrixTable(view, key, "computed")),
  );
  const words = `step ${record.step}, epoch ${record.epoch}, loss ${short(record.loss, 6)}`;
  byId("epoch").textContent = words;
  byId("record").setAttribute("aria-valuetext", words);
  byId("step").setAttribute("aria-valuetext", `Step ${step.number}: ${step.title}`);
  byId("step").value = view.step;
  byId("record").value = view.place;
  byId("back").disabled = view.step === 0;
  byId("next").disabled = view.step === data.steps.length - 1;
  byId("detail").replaceChildren(
    element("p", {
      textContent:
        "Point at a yellow cell, tap it, or reach it with Tab: this panel says how " +
          "it is computed, and what Python, R and exact arithmetic give.",
    }),
  );
  drawNetwork(
    view,
    step.computes.map((key) => activeParts(data.matrices[key], false, null, null)),
  );
  drawCurve(view);
}

function go(step, place) {
  view.step = Math.min(Math.max(step, 0), data.steps.length - 1);
  view.place = Math.min(Math.max(place, 0), data.records.length - 1);
  show();
}

function onKey(event) {
  const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
  if (["INPUT", "SELECT"].includes(event.target.tagName)) return;
  event.preventDefault();
  if (event.shiftKey) go(view.step, view.place + move);
  else go(view.step + move, view.place);
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function nameTheme() {
  byId("theme").textContent = isDark() ? "Light" : "Dark";
  byId("theme").setAttribute("aria-pressed", String(isDark()));
}

byId("step").max = data.steps.length - 1;
byId("record").max = data.records.length - 1;
byId("back").addEventListener("click", () => go(view.step - 1, view.place));
byId("next").addEventListener("click", () => go(view.step + 1, view.place));
byId("step").addEventListener("input", (event) => go(Number(event.target.value), view.place));
byId("record").addEventListener("input", (event) => go(view.step, Number(event.target.value)));
byId("decimals").addEventListener("change", (event) => {
  view.decimals = Number(event.target.value);
  show();
});
byId("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
});
document.addEventListener("keydown", onKey);
nameTheme();
show();
