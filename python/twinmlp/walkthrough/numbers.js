"use strict";
// Numbers as text, and how far two doubles are apart.

// So many decimals, in exponent form where that would fill no digit or too many.
function short(value, decimals) {
  const size = Math.abs(value);
  if (value !== 0 && (size < 10 ** -decimals || size >= 1e6))
    return value.toExponential(Math.max(decimals - 2, 1));
  return Number.isInteger(value) ? String(value) : value.toFixed(decimals);
}

// All 17 digits, by which a double is known again.
function full(value) {
  return value === 0 ? "0" : value.toPrecision(17);
}

// A number inside a product or sum.
function operand(value, decimals) {
  const text = short(value, decimals);
  return text.startsWith("-") ? "(" + text + ")" : text;
}

// The distance from |x| to the next double above.
function ulp(x) {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(x));
  const here = bits.getBigUint64(0);
  bits.setBigUint64(0, here + 1n);
  return bits.getFloat64(0) - Math.abs(x);
}

// How many units in the last place of the second the first is away from it.
function ulps(value, reference) {
  return String(Number((Math.abs(value - reference) / ulp(reference)).toPrecision(3)));
}
