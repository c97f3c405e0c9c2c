"""Query a SPARQL endpoint over the network."""

from __future__ import annotations

import contextlib
import json
import urllib.error
from urllib.parse import urlsplit

from lf2l_kg.base.errors import QueryError
from lf2l_kg.base.messages import Message

from .answer import Answer, parse_answer
from .errors import MalformedQueryError

AGENT = "lf2l-kg (https://w3id.org/lf2l/)"  # what we call ourselves
_TIMEOUT = 60  # seconds
_LONGEST = 500  # characters of a server's message that are worth showing


def query_endpoint(url: str, text: str) -> Answer:
    """Answer a query at an endpoint, by POST.

    Args:
        url: the endpoint's http or https address.
        text: SPARQL 1.1 Query.

    Raises:
        QueryError: with the server's own message when it gave one.
    """
    from SPARQLWrapper import JSON, POST, TURTLE, SPARQLExceptions, SPARQLWrapper

    if urlsplit(url).scheme not in ("http", "https"):
        raise QueryError(
            Message(
                fr=f"«\u00a0{url}\u00a0» n’est pas une adresse http(s)\u00a0; exemple\u00a0: http://127.0.0.1:8000/sparql",
                en=f"`{url}` is not an http(s) address; an example: http://127.0.0.1:8000/sparql",
            ),
            value=url,
        )
    wrapper = SPARQLWrapper(url, agent=AGENT)
    wrapper.setMethod(POST)
    wrapper.setTimeout(_TIMEOUT)
    wrapper.setQuery(text)
    wrapper.setReturnFormat(JSON if wrapper.queryType in ("SELECT", "ASK") else TURTLE)
    try:
        with wrapper.query().response as response:
            return parse_answer(response.read(), response.headers.get("Content-Type", ""))
    except SPARQLExceptions.QueryBadFormed as error:
        said = _said(error)
        raise MalformedQueryError(
            Message(
                fr=f"le serveur ne comprend pas la requête\u00a0: {said}",
                en=f"the server does not understand the query: {said}",
            ),
            value=url,
        ) from error
    except (SPARQLExceptions.SPARQLWrapperException, urllib.error.HTTPError) as error:
        raise _refused(url, _said(error)) from error
    except (TimeoutError, urllib.error.URLError, OSError) as error:
        raise QueryError(
            Message(
                fr=f"{url} ne répond pas ({error})\u00a0; vérifiez l’adresse et que le serveur tourne",
                en=f"{url} does not answer ({error}); check the address and that the server runs",
            ),
            value=url,
        ) from error


def _refused(url: str, said: str) -> QueryError:
    return QueryError(
        Message(
            fr=f"{url} a refusé la requête\u00a0: {said}",
            en=f"{url} refused the query: {said}",
        ),
        value=url,
    )


def _said(error: Exception) -> str:
    """What the server wrote, else the error's own words; one line, not too long."""
    if isinstance(error, urllib.error.HTTPError):
        with error:
            body = error.read(_LONGEST * 4).decode("utf-8", "replace")
        said = body or str(error)
    else:
        said = str(error.args[0]) if error.args else str(error)
        found = said.partition("Response:\n")[2]
        if found.startswith(("b'", 'b"')):
            import ast

            found = ast.literal_eval(found).decode("utf-8", "replace")
        said = found or said
    with contextlib.suppress(
        ValueError, KeyError, TypeError
    ):  # our own servers tell errors in JSON
        said = str(json.loads(said)["error"])
    return " ".join(said.split())[:_LONGEST]
