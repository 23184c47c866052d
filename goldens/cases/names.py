"""Pointwise ops by what they take."""
from cases.inputs import *

ROUNDING = 'abs ceil floor frac neg positive relu sign signbit trunc round'.split()
PREDICATES = 'isnan isinf isfinite isneginf isposinf logical_not'.split()
ANYWHERE = '''asinh atan cos cosh deg2rad rad2deg digamma erf erfc exp exp2 expm1 lgamma reciprocal sigmoid sin sinc sinh
    square tan tanh nan_to_num'''.split()
ARITHMETIC = 'add sub rsub mul div true_divide'.split()
DIVISION = 'floor_divide remainder fmod'.split()
EXTREMA = 'maximum minimum fmax fmin'.split()
COMPARE = 'eq ne lt le gt ge'.split()
LOGICAL = 'logical_and logical_or logical_xor'.split()
FLOAT_PAIRS = 'hypot atan2 logaddexp logaddexp2 xlogy copysign nextafter heaviside isclose'.split()
SCALAR_RIGHT = ARITHMETIC + DIVISION + COMPARE + 'pow float_power xlogy copysign'.split()
SCALAR_LEFT = 'pow float_power remainder xlogy'.split()
BITWISE = 'bitwise_and bitwise_or bitwise_xor'.split()
