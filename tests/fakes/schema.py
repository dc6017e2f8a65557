"""An instance of a JSON schema, as a model under structured output writes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Schema = Mapping[str, Any]
    Write = Callable[[str, str], str]


def instance(schema: Schema, write: Write, ids: Sequence[str]) -> Any:
    """A value that fits `schema`.

    `write(name, section_id)` gives the text of a string property; an array of objects with an
    `id` gets one item per id, from the id's own enum where it has one, else from `ids`.
    """
    return _Writer(schema, write, ids).value(schema, "", "")


def faults(schema: Schema, at: str = "$") -> Iterator[str]:
    """What strict structured output refuses: open objects, optional properties, length limits."""
    if schema.get("type") == "object" or "properties" in schema:
        names = set(schema.get("properties", {}))
        if schema.get("additionalProperties") is not False:
            yield f"{at}: 'additionalProperties' is required to be false"
        if names - set(schema.get("required", ())):
            yield f"{at}: 'required' is required to include every key in properties"
    for limit in ("minLength", "maxLength"):
        if limit in schema:
            yield f"{at}: '{limit}' is not permitted"
    for name, inner in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
        yield from faults(inner, f"{at}.{name}")
    if isinstance(schema.get("items"), dict):
        yield from faults(schema["items"], f"{at}[]")


class _Writer:
    def __init__(self, root: Schema, write: Write, ids: Sequence[str]) -> None:
        self._root = root
        self._write = write
        self._ids = ids

    def value(self, schema: Schema, name: str, section_id: str) -> Any:
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            return {
                key: self.value(inner, key, section_id)
                for key, inner in schema.get("properties", {}).items()
            }
        if kind == "array":
            return self._items(schema, name, section_id)
        if name == "id" and section_id:
            return section_id
        if "enum" in schema:
            return schema["enum"][0]
        plain = {"integer": schema.get("minimum", 1), "number": 0.5, "boolean": True, "null": None}
        return plain[kind] if kind in plain else self._write(name, section_id)

    def _items(self, schema: Schema, name: str, section_id: str) -> list[Any]:
        items = self._resolved(schema.get("items", {"type": "string"}))
        id_schema = items.get("properties", {}).get("id")
        if id_schema is None:
            return [self.value(items, name, section_id)] * max(1, schema.get("minItems", 1))
        ids = self._resolved(id_schema).get("enum", self._ids)
        return [self.value(items, name, one) for one in ids[: schema.get("maxItems")]]

    def _resolved(self, schema: Schema) -> Schema:
        while True:
            if "$ref" in schema:
                inner: Any = self._root
                for step in schema["$ref"].removeprefix("#/").split("/"):
                    inner = inner[step]
                schema = inner
            elif options := schema.get("anyOf") or schema.get("oneOf"):
                schema = options[0]
            else:
                return schema
