/*
 * The functions that op literals call and WGSL does not have, or has only nearly. Comparisons of NaN and Infinity go by their bits: shader
 * compilers may assume that there are none.
 */
import { polynomial } from './polynomial'
import { SPECIAL_FUNCTIONS } from './special-functions'

const EXPM1 = [1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320]
const SINE = [1, -1 / 6, 1 / 120, -1 / 5040, 1 / 362880]
const COSINE = [1, -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800]
const ATANH = [1, 1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11]

const FUNCTIONS: Record<string, string> = {
  ...SPECIAL_FUNCTIONS,
  infinity: 'fn infinity() -> f32 { var bits = 0x7f800000u; return bitcast<f32>(bits); }',
  not_a_number: 'fn not_a_number() -> f32 { var bits = 0x7fc00000u; return bitcast<f32>(bits); }',
  is_nan: 'fn is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }',
  is_inf: 'fn is_inf(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) == 0x7f800000u; }',
  is_finite: 'fn is_finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }',
  isnan: 'fn isnan(x: f32) -> u32 { return u32(is_nan(x)); }',
  isinf: 'fn isinf(x: f32) -> u32 { return u32(is_inf(x)); }',
  isfinite: 'fn isfinite(x: f32) -> u32 { return u32(is_finite(x)); }',
  isposinf: 'fn isposinf(x: f32) -> u32 { return u32(x == infinity()); }',
  isneginf: 'fn isneginf(x: f32) -> u32 { return u32(x == -infinity()); }',
  maximum: 'fn maximum(x: f32, y: f32) -> f32 { return select(select(max(x, y), y, is_nan(y)), x, is_nan(x)); }',
  minimum: 'fn minimum(x: f32, y: f32) -> f32 { return select(select(min(x, y), y, is_nan(y)), x, is_nan(x)); }',
  fmax: 'fn fmax(x: f32, y: f32) -> f32 { return select(select(max(x, y), x, is_nan(y)), y, is_nan(x)); }',
  fmin: 'fn fmin(x: f32, y: f32) -> f32 { return select(select(min(x, y), x, is_nan(y)), y, is_nan(x)); }',
  clamped: 'fn clamped(x: f32, low: f32, high: f32) -> f32 { return minimum(maximum(x, low), high); }',
  bounded: `fn bounded(x: f32, low: f32, high: f32) -> f32 { return select(clamp(x, low, high), x, is_nan(x)); }`,
  float_to_int: `fn float_to_int(x: f32) -> i32 {
  return select(bitcast<i32>(0x80000000u), i32(x), is_finite(x) && abs(x) < 2147483648.0);
}`,
  round_bfloat16: `fn round_bfloat16(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  return select(bitcast<f32>((bits + 0x7fffu + ((bits >> 16u) & 1u)) & 0xffff0000u), x, is_nan(x));
}`,
  round_float16: `fn round_float16(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let normal = bitcast<f32>((bits + 0xfffu + ((bits >> 13u) & 1u)) & 0xffffe000u);
  if (is_nan(x)) { return x; }
  if (abs(x) >= 65520.0) { return select(infinity(), -infinity(), x < 0.0); }
  return select(normal, round(x * 16777216.0) / 16777216.0, abs(x) < 0.00006103515625);
}`,
  relu: 'fn relu(x: f32) -> f32 { return select(x, 0.0, x < 0.0); }',
  frac: 'fn frac(x: f32) -> f32 { return x - trunc(x); }',
  sigmoid: 'fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exact_exp(-x)); }',
  logit: 'fn logit(x: f32) -> f32 { return exact_log(x / (1.0 - x)); }',
  exact_exp: 'fn exact_exp(x: f32) -> f32 { return select(exp(x), x, is_nan(x)); }',
  exact_exp2: 'fn exact_exp2(x: f32) -> f32 { return select(exp2(x), x, is_nan(x)); }',
  log_edges: `fn log_edges(x: f32, inside: f32) -> f32 {
  if (is_nan(x) || x < 0.0) { return not_a_number(); }
  if (x == 0.0) { return -infinity(); }
  return select(inside, x, is_inf(x));
}`,
  exact_log: 'fn exact_log(x: f32) -> f32 { return log_edges(x, log(x)); }',
  exact_log2: 'fn exact_log2(x: f32) -> f32 { return log_edges(x, log2(x)); }',
  // Cody and Waite: x less a multiple of π/2 in three parts; far out, Payne and Hanek. Then Taylor's series within ±π/4.
  turned: `fn turned(x: f32) -> vec2<f32> {
  if (!is_finite(x)) { return vec2<f32>(not_a_number()); }
  var quarters = round(x * 0.6366197723675814);
  var rest = fma(-quarters, 1.5703125, x);
  rest = fma(-quarters, 0.0004837512969970703, rest);
  rest = fma(-quarters, 7.549789948768648e-8, rest);
  if (abs(x) > 100000.0) {
    let far = far_turned(abs(x)) * select(1.0, -1.0, x < 0.0);
    quarters = far.x;
    rest = far.y;
  }
  let square = rest * rest;
  let s = rest * ${polynomial(SINE, 'square')};
  let c = ${polynomial(COSINE, 'square')};
  // Of quarters, all that counts is the remainder by 4.
  let quarter = quarters - 4.0 * floor(quarters * 0.25);
  if (quarter == 0.0) { return vec2<f32>(s, c); }
  if (quarter == 1.0) { return vec2<f32>(c, -s); }
  if (quarter == 2.0) { return vec2<f32>(-s, -c); }
  return vec2<f32>(-c, s);
}`,
  exact_sin: 'fn exact_sin(x: f32) -> f32 { return turned(x).x; }',
  exact_cos: 'fn exact_cos(x: f32) -> f32 { return turned(x).y; }',
  exact_tan: 'fn exact_tan(x: f32) -> f32 { let t = turned(x); return t.x / t.y; }',
  exact_acos: `fn exact_acos(x: f32) -> f32 {
  return select(not_a_number(), 2.0 * atan2(sqrt(max(1.0 - x, 0.0)), sqrt(max(1.0 + x, 0.0))), abs(x) <= 1.0);
}`,
  exact_atan2: `fn exact_atan2(x: f32, y: f32) -> f32 {
  if (is_nan(x) || is_nan(y)) { return not_a_number(); }
  if (!is_inf(x) && !is_inf(y) && x != 0.0) { return atan2(x, y); }
  // Seen from infinity, what is finite is 0; and where x is 0, the sign of y says on which side it lies, be it 0 too.
  let side = select(1.0, -1.0, (bitcast<u32>(y) >> 31u) == 1u);
  let angle = atan2(select(0.0, 1.0, is_inf(x)), select(0.0, side, is_inf(y) || !is_inf(x)));
  return select(angle, -angle, (bitcast<u32>(x) >> 31u) == 1u);
}`,
  exact_cosh: 'fn exact_cosh(x: f32) -> f32 { let e = exact_exp(0.5 * abs(x)); return 0.5 * e * e + 0.5 / e / e; }',
  exact_sinh: `fn exact_sinh(x: f32) -> f32 {
  let e = expm1(abs(x));
  let half = exact_exp(0.5 * abs(x));
  let size = select(0.5 * (e + e / (e + 1.0)), 0.5 * half * half, abs(x) > 10.0);
  return select(size, -size, x < 0.0);
}`,
  exact_asinh: `fn exact_asinh(x: f32) -> f32 {
  let size = abs(x);
  let near = log1p(size + size * size / (1.0 + sqrt(size * size + 1.0)));
  let result = select(near, exact_log(size) + 0.6931471805599453, size > 10000.0);
  return select(result, -result, x < 0.0);
}`,
  exact_acosh: `fn exact_acosh(x: f32) -> f32 {
  let t = x - 1.0;
  if (!(t >= 0.0)) { return not_a_number(); }
  return select(log1p(t + sqrt(t * (t + 2.0))), exact_log(x) + 0.6931471805599453, x > 10000.0);
}`,
  exact_atanh: 'fn exact_atanh(x: f32) -> f32 { return 0.5 * log1p(2.0 * x / (1.0 - x)); }',
  expm1: `fn expm1(x: f32) -> f32 {
  return select(exact_exp(x) - 1.0, x * ${polynomial(EXPM1, 'x')}, abs(x) < 0.5);
}`,
  log1p: `fn log1p(x: f32) -> f32 {
  let s = x / (2.0 + x);
  let square = s * s;
  return select(exact_log(1.0 + x), 2.0 * s * ${polynomial(ATANH, 'square')}, abs(x) < 0.4);
}`,
  safe_tanh: `fn safe_tanh(x: f32) -> f32 {
  let e = expm1(2.0 * clamp(x, -15.0, 15.0));
  return select(e / (e + 2.0), x, is_nan(x));
}`,
  hypot: `fn hypot(x: f32, y: f32) -> f32 {
  if (is_inf(x) || is_inf(y)) { return infinity(); }
  if (is_nan(x) || is_nan(y)) { return not_a_number(); }
  let most = max(abs(x), abs(y));
  if (most == 0.0) { return 0.0; }
  let a = x / most;
  let b = y / most;
  return most * sqrt(a * a + b * b);
}`,
  log10: 'fn log10(x: f32) -> f32 { return exact_log(x) * 0.4342944819032518; }',
  sinc: `fn sinc(x: f32) -> f32 {
  let angle = 3.141592653589793 * x;
  return select(exact_sin(angle) / angle, 1.0, x == 0.0);
}`,
  logaddexp: `fn logaddexp(x: f32, y: f32) -> f32 {
  return select(maximum(x, y) + log1p(exact_exp(-abs(x - y))), x, x == y && is_inf(x));
}`,
  logaddexp2: `fn logaddexp2(x: f32, y: f32) -> f32 {
  return select(maximum(x, y) + log1p(exact_exp2(-abs(x - y))) * 1.4426950408889634, x, x == y && is_inf(x));
}`,
  heaviside: `fn heaviside(x: f32, y: f32) -> f32 {
  return select(select(0.0, 1.0, x > 0.0), y, x == 0.0);
}`,
  xlogy: `fn xlogy(x: f32, y: f32) -> f32 {
  return select(select(x * exact_log(y), 0.0, x == 0.0), y, is_nan(y));
}`,
  copysign: `fn copysign(x: f32, y: f32) -> f32 {
  return select(abs(x), -abs(x), (bitcast<u32>(y) >> 31u) == 1u);
}`,
  lerp: `fn lerp(x: f32, y: f32, z: f32) -> f32 {
  return select(y - (y - x) * (1.0 - z), x + z * (y - x), abs(z) < 0.5);
}`,
  power: `fn power(x: f32, y: f32) -> f32 {
  if (y == 0.0 || x == 1.0) { return 1.0; }
  if (is_nan(x)) { return x; }
  if (is_nan(y)) { return y; }
  let size = abs(x);
  let is_whole = is_inf(y) || y == trunc(y);
  let is_odd = is_whole && abs(y) < 16777216.0 && (i32(y) & 1) == 1;
  if (x < 0.0 && !is_whole && is_finite(x)) { return not_a_number(); }
  var result: f32;
  if (size == 1.0) { result = 1.0; }
  else if (size == 0.0) { result = select(infinity(), 0.0, y > 0.0); }
  else if (is_inf(size)) { result = select(0.0, infinity(), y > 0.0); }
  else if (is_inf(y)) { result = select(0.0, infinity(), (size > 1.0) == (y > 0.0)); }
  else if (is_whole && abs(y) <= 16.0) {
    // Exact where the products are.
    result = 1.0;
    var factor = size;
    for (var n = i32(abs(y)); n > 0; n >>= 1u) {
      if ((n & 1) == 1) { result *= factor; }
      factor *= factor;
    }
    if (y < 0.0) { result = 1.0 / result; }
  }
  // Near 1, log2 may be off by 2⁻²¹, which a large y makes much of.
  else { result = exp2(y * select(log2(size), log1p(size - 1.0) * 1.4426950408889634, abs(size - 1.0) < 0.4)); }
  return select(result, -result, is_odd && (bitcast<u32>(x) >> 31u) == 1u);
}`,
  power_int: `fn power_int(x: i32, y: i32) -> i32 {
  if (y < 0) { return select(select(0, select(1, -1, (y & 1) == 1), x == -1), 1, x == 1); }
  var result = 1;
  var factor = x;
  for (var n = y; n > 0; n >>= 1u) {
    if ((n & 1) == 1) { result *= factor; }
    factor *= factor;
  }
  return result;
}`,
  // Long division of the significands, eight bits at a time: exact, however far apart x and y lie.
  fmod: `fn fmod(x: f32, y: f32) -> f32 {
  let a = bitcast<u32>(x) & 0x7fffffffu;
  let b = bitcast<u32>(y) & 0x7fffffffu;
  // A subnormal y counts as 0.
  if (is_nan(x) || is_nan(y) || is_inf(x) || b < 0x800000u) { return not_a_number(); }
  if (a < b) { return x; }
  let exponent = i32(b >> 23u);
  let step = (b & 0x7fffffu) | 0x800000u;
  var rest = ((a & 0x7fffffu) | 0x800000u) % step;
  for (var left = i32(a >> 23u) - exponent; left > 0; left -= 8) { rest = (rest << u32(min(left, 8))) % step; }
  // rest·2^(exponent − 150), or 0 where that is subnormal.
  let bits = i32(bitcast<u32>(f32(rest))) + (exponent - 150) * 8388608;
  let size = select(bitcast<f32>(bits), 0.0, rest == 0u || bits < 8388608);
  return select(size, -size, (bitcast<u32>(x) >> 31u) == 1u);
}`,
  remainder: `fn remainder(x: f32, y: f32) -> f32 {
  let rest = fmod(x, y);
  return select(rest, rest + y, rest != 0.0 && (rest < 0.0) != (y < 0.0));
}`,
  floorDivide: `fn floorDivide(x: f32, y: f32) -> f32 {
  if (y == 0.0 || is_nan(x) || is_nan(y)) { return x / y; }
  if (is_inf(x)) { return not_a_number(); }
  let rest = fmod(x, y);
  var quotient = select((x - rest) / y, 0.0, is_inf(y));
  if (rest != 0.0 && (rest < 0.0) != (y < 0.0)) { quotient -= 1.0; }
  let whole = floor(quotient);
  return select(whole, whole + 1.0, quotient - whole > 0.5);
}`,
  floor_divide_int: `fn floor_divide_int(x: i32, y: i32) -> i32 {
  let quotient = x / y;
  return select(quotient, quotient - 1, x % y != 0 && (x < 0) != (y < 0));
}`,
  remainder_int: `fn remainder_int(x: i32, y: i32) -> i32 {
  let rest = x % y;
  return select(rest, rest + y, rest != 0 && (rest < 0) != (y < 0));
}`,
  nextafter_float32: `fn nextafter_float32(x: f32, y: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x == y || is_nan(y)) { return y; }
  if (x == 0.0) { return bitcast<f32>(1u | (bitcast<u32>(y) & 0x80000000u)); }
  return bitcast<f32>(select(bitcast<u32>(x) - 1u, bitcast<u32>(x) + 1u, (y > x) == (x > 0.0)));
}`,
  nextafter_bfloat16: `fn nextafter_bfloat16(x: f32, y: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x == y || is_nan(y)) { return y; }
  if (x == 0.0) { return bitcast<f32>(0x10000u | (bitcast<u32>(y) & 0x80000000u)); }
  return bitcast<f32>(select(bitcast<u32>(x) - 0x10000u, bitcast<u32>(x) + 0x10000u, (y > x) == (x > 0.0)));
}`,
  nextafter_float16: `fn nextafter_float16(x: f32, y: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x == y || is_nan(y)) { return y; }
  if (x == 0.0) { return select(0.000000059604645, -0.000000059604645, y < 0.0); }
  if (is_inf(x)) { return select(65504.0, -65504.0, x < 0.0); }
  let bits = pack2x16float(vec2<f32>(x, 0.0));
  let next = select(bits - 1u, bits + 1u, (y > x) == (x > 0.0));
  // 0x7c00 is Infinity, which unpacking need not know.
  if ((next & 0x7fffu) == 0x7c00u) { return select(infinity(), -infinity(), x < 0.0); }
  return unpack2x16float(next).x;
}`,
}

/** The definitions of all functions that a shader's text calls, and of those that they call, less those that `beside` defines. */
export function functionsIn(text: string, beside = ''): string {
  const found = new Set<string>()
  const visit = (body: string): void => {
    for (const [name] of body.matchAll(/[A-Za-z_]\w*/g)) {
      if (found.has(name) || !Object.hasOwn(FUNCTIONS, name)) continue
      found.add(name)
      visit(FUNCTIONS[name]!)
    }
  }
  visit(text)
  const defined = new Set([...beside.matchAll(/\bfn\s+(\w+)/g)].map(([, name]) => name!))
  return [...found]
    .filter((name) => !defined.has(name))
    .map((name) => FUNCTIONS[name])
    .join('\n')
}
