"""The OpenAPI document as one HTML page: no script, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

METHODS = ("get", "post", "delete")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: the HTTP calls</title>
<link rel="stylesheet" href="/docs/docs.css">
</head>
<body>
<header><h1>{title} {version}</h1><p>{description}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a></p>
<nav aria-label="Calls"><ul>{contents}</ul></nav></header>
<main>{calls}<h2 id="callbacks">Callbacks</h2>{callbacks}<h2 id="schemas">Bodies</h2>{schemas}</main>
</body>
</html>
"""


def docs_page(document: Mapping[str, Any]) -> str:
    """The page that shows every call of an OpenAPI document and every schema it names."""
    calls = [
        (method, path, call)
        for path, item in document["paths"].items()
        for method, call in item.items()
        if method in METHODS
    ]
    schemas = document["components"]["schemas"]
    info = {name: escape(str(value)) for name, value in document["info"].items()}
    return _PAGE.format(
        title=info["title"],
        version=info["version"],
        description=info["description"],
        contents="".join(
            f'<li><a href="#{call["operationId"]}">{_name(method, path)}</a> '
            f"{escape(call.get('summary', ''))}</li>"
            for method, path, call in calls
        ),
        calls="".join(part for each in calls for part in _call(*each)),
        callbacks="".join(
            part
            for item in document["components"].get("callbacks", {}).values()
            for address, methods in item.items()
            for method, call in methods.items()
            for part in _call(method, address, call)
        ),
        schemas="".join(part for name in sorted(schemas) for part in _schema(name, schemas[name])),
    )


def _name(method: str, path: str) -> str:
    return f'<span class="method">{method.upper()}</span> <code>{escape(path)}</code>'


def _call(method: str, path: str, call: Mapping[str, Any]) -> Iterator[str]:
    yield f'<h2 id="{call["operationId"]}">{_name(method, path)}</h2>'
    for text in (call.get("summary"), call.get("description")):
        if text:
            yield f"<p>{_text(text)}</p>"
    if parameters := call.get("parameters"):
        yield "<h4>Parameters</h4>"
        yield _table(
            ("name", "in", ""),
            (
                (_code(one["name"]), escape(one["in"]), _text(one.get("description", "")))
                for one in parameters
            ),
        )
    if request := call.get("requestBody"):
        body = request["content"]["application/json"]
        yield f"<h4>Request: {_type(body['schema'])}</h4>"
        for name, example in body.get("examples", {}).items():
            yield f"<p>{_text(example.get('summary') or name)}</p>"
            yield f"<pre><code>{escape(_curl(method, path, example['value']))}</code></pre>"
    yield "<h4>Answers</h4>"
    yield _table(
        ("status", "", "body"),
        (
            (_code(status), _text(answer.get("description", "")), _bodies(answer))
            for status, answer in call["responses"].items()
        ),
    )


def _curl(method: str, path: str, body: Any) -> str:
    text = json.dumps(body, ensure_ascii=False, indent=2).replace("'", "'\\''")
    verb = "" if method == "post" else f" -X {method.upper()}"
    return f"curl -s{verb} http://127.0.0.1:8001{path} -d '{text}'"


def _bodies(answer: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{_type(content['schema'])} <code>{escape(media)}</code>"
        if "schema" in content
        else _code(media)
        for media, content in answer.get("content", {}).items()
    )


def _schema(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f'<h3 id="schema-{escape(name)}">{escape(name)}</h3>'
    if text := schema.get("description"):
        yield f"<p>{_text(text)}</p>"
    required = set(schema.get("required", ()))
    if fields := schema.get("properties"):
        yield _table(
            ("field", "type", ""),
            (
                (
                    _code(field) + (" *" if field in required else ""),
                    _type(one),
                    _text(_described(one)),
                )
                for field, one in fields.items()
            ),
        )
    else:
        yield f"<p>{_type(schema)}</p>"


def _described(schema: Mapping[str, Any]) -> str:
    parts = [schema, *schema.get("anyOf", ())]
    said = [part["description"] for part in parts if "description" in part]
    said += [f"default `{json.dumps(schema['default'])}`"] if "default" in schema else []
    bounds = {"minimum": "at least", "maximum": "at most"}
    for part in parts:
        said += [f"{word} {part[bound]}" for bound, word in bounds.items() if bound in part]
    return "; ".join(said)


def _type(schema: Mapping[str, Any]) -> str:
    if reference := schema.get("$ref"):
        name = escape(reference.rpartition("/")[2])
        return f'<a href="#schema-{name}">{name}</a>'
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " or ".join(_type(one) for one in schema[union])
    if "enum" in schema:
        return " or ".join(_code(json.dumps(one, ensure_ascii=False)) for one in schema["enum"])
    if "const" in schema:
        return _code(json.dumps(schema["const"], ensure_ascii=False))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(str(schema.get("format") or schema.get("type") or "anything"))


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _text(text: str) -> str:
    """Plain text in which `backticks` mark code."""
    return "".join(
        _code(part) if at % 2 else escape(part) for at, part in enumerate(text.split("`"))
    )
