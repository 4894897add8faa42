# Turn uniform numbers into normal ones, by NumPy's method and by R's.
#
# Both use operations that are the same everywhere; only the logarithm depends on the arithmetic.

# Wichura's algorithm AS 241 (PPND16): coefficients of the numerator and the denominator, highest
# power first.
CENTRE <- list(
  c(0x1.39a296f7d925ep+11, 0x1.052d26b2e45e4p+15, 0x1.06c1c55b78f20p+16, 0x1.66c3e869b752ap+15,
    0x1.ad1d8cd4ee71dp+13, 0x1.ece5d2213c0ccp+10, 0x1.0a4888b1a436ep+7, 0x1.b18d91e9eef75p+1),
  c(0x1.46a7eca984b69p+12, 0x1.c0e457cb1ae76p+14, 0x1.3317caa64f4bep+15, 0x1.4b772d5d65266p+14,
    0x1.512322e75c89fp+12, 0x1.5797efdc8b3f7p+9, 0x1.5281b386e1ab5p+5, 0x1p+0)
)
SIDES <- list(
  c(0x1.9615ac0b7ace9p-11, 0x1.744eb6c45ec67p-6, 0x1.ef2abb9b85c37p-3, 0x1.453cc085375b2p+0,
    0x1.d2ecb1a3d02c4p+1, 0x1.713f71462256ap+2, 0x1.2857748cab19bp+2, 0x1.6c665fde9526ap+0),
  c(0x1.20d3f686439e4p-30, 0x1.1f18cbfdf2728p-11, 0x1.f207a7eab17bfp-7, 0x1.2f5123394f040p-3,
    0x1.61292f23385c9p-1, 0x1.ad278e6526633p+0, 0x1.06cefbb46a449p+1, 0x1p+0)
)
QUANTILE_TAILS <- list(
  c(0x1.afb74d693bf93p-23, 0x1.c6ec6cc59e02ap-16, 0x1.45c1908425345p-10, 0x1.b2b41193b4ee7p-6,
    0x1.2fad9315255cfp-2, 0x1.c8ea6461fa445p+0, 0x1.5daea6e875003p+2, 0x1.aa1b1c13ee526p+2),
  c(0x1.269bff1f8c190p-49, 0x1.31446f740b9e0p-23, 0x1.35c2c496374bfp-16, 0x1.9c8bc979dc5d7p-11,
    0x1.e76f93215462ap-7, 0x1.186eb183443fbp-3, 0x1.331d34fc7d77fp-1, 0x1p+0)
)

#' Turn a point of the unit disc into two normals, f x2 and f x1.
#'
#' f = sqrt((-2 log(r2)) / r2) with r2 = x1^2 + x2^2. Source: the polar method, Marsaglia and Bray,
#' A convenient method for generating normal variables, SIAM Review 6(3), 1964.
#' @noRd
polar_pair <- function(x1, x2, ops) {
  r2 <- x1 * x1 + x2 * x2
  f <- sqrt(-2 * ops$log(r2) / r2)
  list(f * x2, f * x1)
}

#' Compute (factor P(r)) / Q(r), both polynomials by Horner's rule.
#' @noRd
ratio <- function(coefficients, r, factor = 1) {
  factor * horner(coefficients[[1L]], r) / horner(coefficients[[2L]], r)
}

#' Compute the polynomial ((c_1 r + c_2) r + ...) + c_m.
#' @noRd
horner <- function(coefficients, r) {
  value <- rep(coefficients[1L], length(r))
  for (coefficient in coefficients[-1L]) value <- value * r + coefficient
  value
}

#' Find the z with P(Z <= z) = p for a standard normal Z and 0 < p < 1, as R's qnorm does.
#'
#' Source: Wichura, Algorithm AS 241: the percentage points of the normal distribution, Applied
#' Statistics 37(3), 1988 (PPND16).
#' @noRd
normal_quantile <- function(p, ops) {
  q <- p - 0.5
  z <- numeric(length(p))
  centre <- abs(q) <= 0x1.b333333333333p-2
  z[centre] <- ratio(CENTRE, 0x1.71eb851eb851fp-3 - q[centre] * q[centre], q[centre])
  out <- q[!centre]
  r <- sqrt(-ops$log(ifelse(out > 0, (0.5 - p[!centre]) + 0.5, p[!centre])))
  side <- r <= 5
  size <- numeric(length(r))
  size[side] <- ratio(SIDES, r[side] - 0x1.999999999999ap+0)
  size[!side] <- ratio(QUANTILE_TAILS, r[!side] - 5)
  z[!centre] <- ifelse(out < 0, -size, size)
  z
}
