/*
 * Special functions in float32. erf and erfc are Chebyshev interpolations: of erf(x) / x over x² in [0, 1], and of
 * x exp(x²) erfc(x) over 8 / (x + 3) − 1 from 1 to infinity. erfinv is Giles's approximation (2010), to 2·10⁻⁷; lgamma and
 * digamma are Stirling's series from 6 on.
 */
import { polynomial } from './polynomial'

const ERF_NEAR = [
  1.1283791670955126, -0.37612638903183543, 0.11283791670945006, -0.02686617064323777, 0.005223977607116423,
  -0.00085483259753897, 0.000120552949048397, -1.492473690742e-5, 1.64474247033e-6, -1.6208483802e-7,
]
const ERF_FAR = [
  0.5535231886653431, -0.03232551127149663, -0.03995258281752432, -0.029186202095378207, -0.0157859017494537,
  -0.00649918179436952, -0.001927563120467463, -0.000320222348067283, 2.533890931559e-5, 2.9682532651e-5,
  4.72457847431e-6, -1.63800546153e-6, -6.96084066083e-7, 7.1177723177e-8, 7.9646994962e-8,
]
const ERFINV_NEAR = [
  1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087, -4.39150654e-6, -3.5233877e-6, 3.43273939e-7,
  2.81022636e-8,
]
const ERFINV_FAR = [
  2.83297682, 1.00167406, 0.00943887047, -0.0076224613, 0.00573950773, -0.00367342844, 0.00134934322, 0.000100950558,
  -0.000200214257,
]
/** B₂ₙ / (2n (2n − 1)): see tensor-core's special functions. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188]

export const SPECIAL_FUNCTIONS: Record<string, string> = {
  erf_near: `fn erf_near(x: f32) -> f32 { let square = x * x; return x * ${polynomial(ERF_NEAR, 'square')}; }`,
  erfc_far: `fn erfc_far(x: f32) -> f32 {
  if (x > 10.5) { return 0.0; }
  let t = 8.0 / (x + 3.0) - 1.0;
  // exp(-x * x) in two factors: the square of the upper bits of x is exact.
  let upper = bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
  return exp(-upper * upper) * exp((upper - x) * (upper + x)) * ${polynomial(ERF_FAR, 't')} / x;
}`,
  erf: `fn erf(x: f32) -> f32 {
  if (x > 1.0) { return 1.0 - erfc_far(x); }
  if (x < -1.0) { return erfc_far(-x) - 1.0; }
  return erf_near(x);
}`,
  erfc: `fn erfc(x: f32) -> f32 {
  if (x > 1.0) { return erfc_far(x); }
  if (x < -1.0) { return 2.0 - erfc_far(-x); }
  return 1.0 - erf_near(x);
}`,
  /*
   * The quarter of the circle (0 to 4) in which a large positive x lies nearest to, and the angle from there. Of x·2/π, only the bits
   * about its point are computed: x's significand times 64 bits of 2/π, whose product wraps around where whole circles begin.
   */
  far_turned: `fn far_turned(x: f32) -> vec2<f32> {
  var digits = array<u32, 8>(
    0u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu,
  );
  let bits = bitcast<u32>(x);
  let significand = (bits & 0x7fffffu) | 0x800000u;
  let start = (bits >> 23u) - 120u;
  let word = start >> 5u;
  let shift = start & 31u;
  var high = digits[word];
  var low = digits[word + 1u];
  if (shift > 0u) {
    high = (high << shift) | (low >> (32u - shift));
    low = (low << shift) | (digits[word + 2u] >> (32u - shift));
  }
  // What the low word's product carries, byte by byte: 24 bits times 8 fit in 32.
  var carry = significand * (low & 0xffu);
  for (var at = 8u; at < 32u; at += 8u) { carry = (carry >> 8u) + significand * ((low >> at) & 0xffu); }
  high = significand * high + (carry >> 8u);
  low = significand * low;
  let rest = bitcast<i32>((high << 2u) | (low >> 30u));
  return vec2<f32>(f32((high + 0x20000000u) >> 30u), f32(rest) * 3.657295198167899e-10);
}`,
  erfinv: `fn erfinv(y: f32) -> f32 {
  let size = abs(y);
  if (size == 1.0) { return y * infinity(); }
  if (!(size < 1.0)) { return not_a_number(); }
  let w = -log1p(-size * size);
  let near = w - 2.5;
  let far = sqrt(w) - 3.0;
  return y * select(${polynomial(ERFINV_FAR, 'far')}, ${polynomial(ERFINV_NEAR, 'near')}, w < 5.0);
}`,
  lgamma_up: `fn lgamma_up(start: f32) -> f32 {
  var x = start;
  var product = 1.0;
  while (x < 6.0) {
    product *= x;
    x += 1.0;
  }
  let z = 1.0 / (x * x);
  return (x - 0.5) * log(x) - x + 0.9189385332046727 + ${polynomial(STIRLING, 'z')} / x - log(product);
}`,
  lgamma: `fn lgamma(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (is_inf(x)) { return infinity(); }
  if (x == 1.0 || x == 2.0) { return 0.0; }
  if (x < 0.5) {
    let wave = abs(exact_sin(3.141592653589793 * (x - round(x))));
    if (wave == 0.0) { return infinity(); }
    return log(3.141592653589793 / wave) - lgamma_up(1.0 - x);
  }
  if (x > 1e8) { return x * (log(x) - 1.0); }
  return lgamma_up(x);
}`,
  digamma_up: `fn digamma_up(start: f32) -> f32 {
  var x = start;
  var sum = 0.0;
  while (x < 6.0) {
    sum -= 1.0 / x;
    x += 1.0;
  }
  let z = 1.0 / (x * x);
  let tail = ${polynomial(
    STIRLING.map((term, i) => term * (2 * i + 1)),
    'z',
  )};
  return sum + log(x) - 0.5 / x - tail * z;
}`,
  digamma: `fn digamma(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x == 0.0) { return select(-infinity(), infinity(), bitcast<u32>(x) != 0u); }
  if (is_inf(x)) { return select(not_a_number(), x, x > 0.0); }
  if (x < 0.0) {
    if (x == floor(x)) { return not_a_number(); }
    let t = turned(3.141592653589793 * (x - round(x)));
    return digamma_up(1.0 - x) - 3.141592653589793 * t.y / t.x;
  }
  return digamma_up(x);
}`,
}
