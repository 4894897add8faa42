// What each kind of rule takes for cell (i, j), and how its arithmetic is spelled.
// m holds the matrices of its inputs. `cells` returns [input, row, column], `terms` the spelled
// sum, `edges` which lines of the network it runs over.

const LONGEST = 12;

// A sum of products, shortened in the middle if it is long.
function sum(terms) {
  if (terms.length <= LONGEST) return terms.join(" + ");
  const left = terms.length - LONGEST;
  return [
    ...terms.slice(0, LONGEST - 1),
    `... ${left} more terms ...`,
    terms[terms.length - 1],
  ].join(" + ");
}

// All cells of the inputs are sources.
const allCells = (i, j, m) =>
  m.flatMap((matrix, n) => matrix.flatMap((row, r) => row.map((_, c) => [n, r, c])));

const range = (n) => Array.from({ length: n }, (_, k) => k);
const product = (a, b, d) => `${operand(a, d)}*${operand(b, d)}`;

const ACTIVATION = {
  sigmoid: (z, d) => `1 / (1 + exp(-${operand(z, d)}))`,
  tanh: (z, d) => `tanh(${short(z, d)})`,
  relu: (z, d) => `max(${short(z, d)}, 0)`,
  identity: (z, d) => short(z, d),
};
const SLOPE = {
  sigmoid: (a, d) => `${operand(a, d)} * (1 - ${operand(a, d)})`,
  tanh: (a, d) => `1 - ${operand(a, d)}^2`,
  relu: (a, d) =>
    a > 0 ? `1, because ${short(a, d)} > 0` : `0, because ${short(a, d)} is not > 0`,
  identity: () => "1",
};

const RULES = {
  input: { cells: () => [], terms: () => "an input" },
  linear: {
    cells: (i, j, m) => [
      ...range(m[1].length).flatMap((k) => [
        [0, i, k],
        [1, k, j],
      ]),
      ...(m[2] ? [[2, 0, j]] : []),
    ],
    terms: (i, j, m, d) =>
      sum(range(m[1].length).map((k) => product(m[0][i][k], m[1][k][j], d))) +
      (m[2] ? ` + ${operand(m[2][0][j], d)}` : ""),
  },
  activation: {
    cells: (i, j) => [[0, i, j]],
    terms: (i, j, m, d, rule) =>
      (ACTIVATION[rule.activation] || ((z) => `${rule.activation}(${short(z, d)})`))(m[0][i][j], d),
  },
  error: {
    cells: (i, j) => [
      [0, i, j],
      [1, i, j],
    ],
    terms: (i, j, m, d, rule, options) => {
      const text = `${operand(m[0][i][j], d)} - ${operand(m[1][i][j], d)}`;
      return options.divisor === 1 ? text : `(${text}) / ${options.divisor}`;
    },
  },
  slope: {
    cells: (i, j) => [[0, i, j]],
    terms: (i, j, m, d, rule) =>
      (SLOPE[rule.activation] || ((a) => `derivative at ${short(a, d)}`))(m[0][i][j], d),
  },
  delta: {
    cells: (i, j) => [
      [0, i, j],
      [1, i, j],
    ],
    terms: (i, j, m, d) => product(m[0][i][j], m[1][i][j], d),
  },
  back: {
    cells: (i, j, m) =>
      range(m[1][0].length).flatMap((k) => [
        [0, i, k],
        [1, j, k],
      ]),
    terms: (i, j, m, d) =>
      sum(range(m[1][0].length).map((k) => product(m[0][i][k], m[1][j][k], d))),
  },
  update_W: {
    cells: (i, j, m) => [
      [0, i, j],
      ...range(m[1].length).flatMap((s) => [
        [1, s, i],
        [2, s, j],
      ]),
    ],
    terms: (i, j, m, d, rule, options) =>
      `${operand(m[0][i][j], d)} + (${sum(
        range(m[1].length).map((s) => product(m[1][s][i], m[2][s][j], d)),
      )}) * ${options.learning_rate}`,
  },
  update_b: {
    cells: (i, j, m) => [[0, 0, j], ...range(m[1].length).map((s) => [1, s, j])],
    terms: (i, j, m, d, rule, options) =>
      `${operand(m[0][0][j], d)} + (${sum(
        range(m[1].length).map((s) => operand(m[1][s][j], d)),
      )}) * ${options.learning_rate}`,
  },
  // More is done than is spelled out here.
  other: { cells: allCells, terms: () => "see the formula" },
  settings: {
    cells: allCells,
    terms: () => "not by the formula alone, but by the optimizer, penalty, ... of the case",
  },
};

// Which lines and units of the network a cell, or a whole step if i is null, belongs to.
function activeParts(matrix, after, i, j) {
  const l = matrix.layer;
  const edges = {
    Z: (from, to, layer) => layer === l && (j === null || to === j),
    dA: (from, to, layer) => layer === l + 1 && (j === null || from === j),
    W: (from, to, layer) => layer === l && (i === null || (from === i && to === j)),
  }[matrix.quantity];
  const units =
    matrix.quantity === "W"
      ? () => false
      : (unit, layer) => layer === l && (j === null || unit === j);
  return { edges: edges || (() => false), units };
}
