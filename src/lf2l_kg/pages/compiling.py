"""How templates are compiled: what a page does hundreds of times takes the shortest way.

Source: https://jinja.palletsprojects.com/en/stable/api/#jinja2.Environment.code_generator_class
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import Environment, TemplateNotFound
from jinja2.compiler import CodeGenerator
from jinja2.ext import Extension
from jinja2.nodes import Expr, Getattr, Node
from jinja2.parser import Parser
from markupsafe import Markup, escape

#: The controls that no page may hold; each is shown as a character that cannot be.
#: Source: https://html.spec.whatwg.org/multipage/parsing.html#parse-error-control-character-in-input-stream
_CONTROLS = "\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f-\\x9f"
_find_mark = re.compile(f"[&<>\"'{_CONTROLS}]").search
_replace_controls = re.compile(f"[{_CONTROLS}]").sub


def escape_once(value: object) -> str:
    """A value as it may stand in HTML; most texts hold nothing to escape, and are left as they are."""
    if type(value) is str and _find_mark(value) is None:
        return value
    if type(value) is str:
        return escape(_replace_controls("\ufffd", value))
    return value if type(value) is Markup else escape(value)


class QuickCode(CodeGenerator):
    """Escapes with :func:`escape_once`, gathers blocks, and reads attributes as Python does.

    A template that names what is not there fails as before, with an AttributeError.
    """

    def _output_child_pre(self, node: Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escape_once(")

    def blockvisit(self, nodes: Iterable[Node], frame: Any) -> None:
        """Gather what a block gives and hand it on at once, not piece by piece through each template."""
        if frame.buffer is not None or not (frame.block_frame or frame.toplevel):
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer = None

    def visit_Getattr(self, node: Getattr, frame: Any) -> None:  # noqa: N802 - the name of the node
        """Write an attribute's value."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")


class Inline(Extension):
    """``{% inline "value.html" %}``: another template written out in this place, with the names of here.

    A macro would be called for each value of a page, which takes longer than to write it.

    Source: https://jinja.palletsprojects.com/en/stable/extensions/#jinja2.ext.Extension.parse
    """

    tags = {"inline"}  # noqa: RUF012 - Jinja declares it of this type

    def parse(self, parser: Parser) -> list[Node]:
        """The nodes of the other template."""
        next(parser.stream)
        name = parser.stream.expect("string").value
        loader = self.environment.loader
        if loader is None:
            raise TemplateNotFound(name)
        source, _, _ = loader.get_source(self.environment, name)
        return self.environment.parse(source).body


class QuickEnvironment(Environment):
    """Templates compiled so."""

    code_generator_class = QuickCode
    escape_once: Callable[[object], str] = staticmethod(escape_once)
