"""Masks and rows as one program: all masks over a batch in a single pass. Belongs here: writing down, running. Never: a mask.

A mask is written with operators only (base.py), so it can be shown a stand-in for the columns, which writes down what is asked of it.
Equal steps of all masks become one, and a loop over the rows is written from them and compiled: each column is read once, whatever the
number of detectors, where NumPy makes each step a pass over memory of its own (measured: three detectors 6.5 instead of 40 ns a flow).
Compiling takes a second or more, so the loop is kept beside Numba's own files and compiled once per machine.
"""

# ruff: noqa: ANN001, ANN201  (kernels: numba infers their types from the arrays they are called with)
from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any, Final, Literal

import numba
import numpy as np

from hsoc.perimeter.measure.hashing import Int64s, Uint64s
from hsoc.perimeter.measure.kept import write

MOST_MASKS: Final = 64  # bits of a row's answer
MOST_STEPS: Final = 4096  # a program longer than that is no set of masks

LOAD, EQ, NE, LT, LE, GT, GE, AND, OR, XOR, NOT, ADD, SUB, MUL, SHR, SHL, MOD, DIV, CONST, INT, WHERE = range(21)
_COMPARES: Final = frozenset({EQ, NE, LT, LE, GT, GE})
_SIGNS: Final = {
    EQ: "==",
    NE: "!=",
    LT: "<",
    LE: "<=",
    GT: ">",
    GE: ">=",
    AND: "&",
    OR: "|",
    XOR: "^",
    ADD: "+",
    SUB: "-",
    MUL: "*",
    SHR: ">>",
    SHL: "<<",
    MOD: "%",
    DIV: "//",
}
_FREE: Final = -1

Kind = Literal["int", "bool"]


class Unwritable(TypeError):
    """A mask that is not written with the operators known here; the text says what it tried."""


class Steps:
    """A program being written: (operation, first operand, second operand or -1, constant), each step once.

    Of WHERE the constant is the number of the third operand.
    """

    def __init__(self) -> None:
        self.columns: list[str] = []
        self.steps: list[tuple[int, int, int, int]] = []
        self._known: dict[tuple[int, int, int, int], int] = {}

    def step(self, operation: int, first: int, second: int = _FREE, constant: int = 0) -> int:
        """The number of a step, new or known."""
        one = (operation, first, second, constant)
        if one not in self._known:
            if len(self.steps) >= MOST_STEPS:
                raise Unwritable(f"more than {MOST_STEPS} steps")
            self._known[one] = len(self.steps)
            self.steps.append(one)
        return self._known[one]

    def column(self, name: str) -> int:
        """The step that reads a column."""
        if name not in self.columns:
            self.columns.append(name)
        return self.step(LOAD, self.columns.index(name))

    def number(self, value: Any) -> int:
        """The step of a whole number, or of a number noted in this program."""
        if isinstance(value, Noted):
            if value.kind == "bool":
                raise Unwritable("a mask where a number belongs; write .astype(np.int64)")
            return value.number
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
            raise Unwritable(f"an operand that is no column and no whole number: {value!r}")
        return self.step(CONST, _FREE, _FREE, int(value))


class Noted:
    """A value inside a mask: what is done to it is written down."""

    __slots__ = ("kind", "number", "steps")
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None  # NumPy's numbers leave their operators to this class

    def __init__(self, steps: Steps, number: int, kind: Kind) -> None:
        self.steps, self.number, self.kind = steps, number, kind

    def _with(self, operation: int, other: Any) -> Noted:
        kind: Kind = "bool" if operation in _COMPARES or (self.kind == "bool" and operation in {AND, OR, XOR}) else "int"
        if isinstance(other, Noted):
            if (self.kind == "bool") != (other.kind == "bool") and operation not in _COMPARES:
                raise Unwritable("a mask joined with a number")
            return Noted(self.steps, self.steps.step(operation, self.number, other.number), kind)
        if isinstance(other, bool | np.bool_) or not isinstance(other, int | np.integer):
            raise Unwritable(f"an operand that is no column and no whole number: {other!r}")
        return Noted(self.steps, self.steps.step(operation, self.number, _FREE, int(other)), kind)

    def __eq__(self, other: object) -> Noted:  # type: ignore[override]
        return self._with(EQ, other)

    def __ne__(self, other: object) -> Noted:  # type: ignore[override]
        return self._with(NE, other)

    def __lt__(self, other: Any) -> Noted:
        return self._with(LT, other)

    def __le__(self, other: Any) -> Noted:
        return self._with(LE, other)

    def __gt__(self, other: Any) -> Noted:
        return self._with(GT, other)

    def __ge__(self, other: Any) -> Noted:
        return self._with(GE, other)

    def __and__(self, other: Any) -> Noted:
        return self._with(AND, other)

    def __or__(self, other: Any) -> Noted:
        return self._with(OR, other)

    def __xor__(self, other: Any) -> Noted:
        return self._with(XOR, other)

    def __add__(self, other: Any) -> Noted:
        return self._with(ADD, other)

    def __sub__(self, other: Any) -> Noted:
        return self._with(SUB, other)

    def __mul__(self, other: Any) -> Noted:
        return self._with(MUL, other)

    def __rshift__(self, other: Any) -> Noted:
        return self._with(SHR, other)

    def __mod__(self, other: Any) -> Noted:
        return self._divided(MOD, other)

    def __floordiv__(self, other: Any) -> Noted:
        return self._divided(DIV, other)

    def _divided(self, operation: int, other: Any) -> Noted:
        if isinstance(other, Noted) or other <= 0:
            raise Unwritable(f"{_SIGNS[operation]} by {other!r}, which is no number above 0")
        return self._with(operation, other)

    def __lshift__(self, other: Any) -> Noted:
        return self._with(SHL, other)

    def __rlshift__(self, other: Any) -> Noted:
        return Noted(self.steps, self.steps.number(other), "int")._with(SHL, self)

    def __rsub__(self, other: Any) -> Noted:
        return Noted(self.steps, self.steps.number(other), "int")._with(SUB, self)

    __rand__, __ror__, __rxor__, __radd__, __rmul__ = __and__, __or__, __xor__, __add__, __mul__

    def astype(self, kind: Any) -> Noted:
        """A mask as 0 and 1."""
        if kind is not np.int64:
            raise Unwritable(f"astype({kind!r}); only np.int64 is known")
        return self if self.kind == "int" else Noted(self.steps, self.steps.step(INT, self.number), "int")

    def __array_function__(self, asked: Any, types: Any, given: Any, named: Any) -> Noted:
        """np.where(mask, number, number) and np.isin(number, (numbers, …))."""
        del types
        if named or asked not in {np.where, np.isin}:
            raise Unwritable(f"{getattr(asked, '__name__', asked)}; of NumPy's functions where and isin are known")
        if asked is np.isin:
            column, values = given
            found = column == values[0]
            for value in values[1:]:
                found = found | (column == value)
            answer: Noted = found
            return answer
        mask, yes, no = given
        if not isinstance(mask, Noted) or mask.kind != "bool":
            raise Unwritable("where without a mask")
        chosen = self.steps.step(WHERE, mask.number, self.steps.number(yes), self.steps.number(no))
        return Noted(self.steps, chosen, "int")

    def __invert__(self) -> Noted:
        if self.kind != "bool":
            raise Unwritable("~ of a number")
        return Noted(self.steps, self.steps.step(NOT, self.number), "bool")

    def __bool__(self) -> bool:
        raise Unwritable("`and`, `or`, `not`, `if`: write &, |, ~ instead")


class Stand:
    """Stands for the columns of a batch."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def __getattr__(self, name: str) -> Noted:
        return Noted(self._steps, self._steps.column(name), "int")


class Program:
    """Masks, written down once. `run` answers for a batch: bit k of a row is what mask k says of it."""

    def __init__(self, masks: Sequence[Callable[[Any], Any]]) -> None:
        """Raises Unwritable for a mask that is not one, or for more than MOST_MASKS."""
        if len(masks) > MOST_MASKS:
            raise Unwritable(f"{len(masks)} masks, {MOST_MASKS} fit into an answer")
        steps = Steps()
        answers = []
        for mask in masks:
            answer = mask(Stand(steps))
            if not isinstance(answer, Noted) or answer.kind != "bool":
                raise Unwritable(f"{mask} does not answer with a mask")
            answers.append(answer.number)
        self.columns = tuple(steps.columns)
        self._kernel = compiled(_source(steps, answers)) if answers else None

    def run(self, columns: Mapping[str, Int64s], rows: int) -> Uint64s:
        """columns: int64 of at least `rows` each. Result: (rows,)."""
        answer = np.zeros(rows, np.uint64)
        if rows and self._kernel is not None:
            self._kernel(tuple(same(columns[name][:rows]) for name in self.columns), answer)
        return answer


def same(column: Int64s) -> Int64s:
    """One kind of array for the kernel, whoever made it: contiguous and not to be written to."""
    plain: Int64s = np.ascontiguousarray(column, np.int64).view()
    plain.flags.writeable = False
    return plain


def _source(steps: Steps, answers: Sequence[int]) -> str:
    """The loop as Python text. Only numbers of ours and column names of the schema come into it."""
    lines = [*HEAD, "def kernel(columns, answer):", *loads(steps), "    for i in range(len(answer)):"]
    lines += [f"        {line}" for line in written(steps)]
    bits = " | ".join(f"(np.uint64(t{answer}) << np.uint64({mask}))" for mask, answer in enumerate(answers))
    return "\n".join([*lines, f"        answer[i] = {bits}", ""])


HEAD: Final = ("import numba", "import numpy as np", "", "", "@numba.njit(cache=CACHED, nogil=True)")


def loads(steps: Steps) -> list[str]:
    """Lines that name the columns of a kernel whose first argument is `columns`."""
    return [f"    c{number} = columns[{number}]" for number in range(len(steps.columns))]


def written(steps: Steps, start: int = 0) -> list[str]:
    """A line for each step from `start` on, for the row `i`; step n becomes the variable tn."""
    lines = []
    for number, (operation, first, second, constant) in enumerate(steps.steps[start:], start):
        if operation == LOAD:
            value = f"c{first}[i]"
        elif operation == NOT:
            value = f"not t{first}"
        elif operation == CONST:
            value = f"np.int64({constant})"
        elif operation == INT:
            value = f"np.int64(t{first})"
        elif operation == WHERE:
            value = f"t{second} if t{first} else t{constant}"
        else:
            value = f"t{first} {_SIGNS[operation]} {f't{second}' if second != _FREE else f'np.int64({constant})'}"
        lines.append(f"t{number} = {value}")
    return lines


@lru_cache(maxsize=256)
def compiled(source: str) -> Any:
    """The kernel of a source, kept in this package's cache folder; where that may not be written to, compiled for this process alone."""
    name = f"masks_{hashlib.sha256(source.encode()).hexdigest()[:24]}"
    path = Path(__file__).parent / "__pycache__" / f"{name}.kernel"
    try:
        if not path.exists() or path.read_text(encoding="utf-8") != source.replace("CACHED", "True"):
            write(path, source.replace("CACHED", "True"))
    except OSError:
        space: dict[str, Any] = {}
        exec(source.replace("CACHED", "False"), space)  # noqa: S102 - written above, from numbers and column names
        return space["kernel"]
    loader = SourceFileLoader(name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))  # type: ignore[arg-type]  # a loader gives one
    sys.modules[name] = module  # where Numba looks for it when it reads what it has kept
    loader.exec_module(module)
    return module.kernel


@numba.njit(cache=True, nogil=True)
def rows_of(answer, mask):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Row numbers (int64) for which a mask (its number) answered yes, in order."""
    shift = np.uint64(mask)
    out = np.empty(len(answer), np.int64)
    n = np.int64(0)
    for i in range(len(answer)):
        out[n] = i
        n += np.int64((answer[i] >> shift) & np.uint64(1))
    return out[:n].copy()
