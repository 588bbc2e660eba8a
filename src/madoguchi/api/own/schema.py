"""The OpenAPI 3.1 document, made from the endpoints and their types."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from madoguchi import __version__
from madoguchi.api.own.endpoints import PLAIN, Endpoint, Nothing
from madoguchi.api.own.problems import MEDIA_TYPE, Problem

_REFERENCE = "#/components/schemas/{name}"
Schema = dict[str, Any]
_ALWAYS = (400, 401, 403, 429, 503)
_TITLES = {
    304: "The caller holds this very answer",
    400: "The call cannot be read",
    401: "A key is needed, or the one shown is not valid",
    403: "Not permitted",
    404: "Not held here",
    405: "This address does not take this method",
    409: "Another has changed it, or the key was used for something else",
    410: "The cursor is of a series that has ended",
    413: "Too large",
    416: "No such range",
    429: "A limit is reached",
    503: "Too many calls at once",
}


class Tag(NamedTuple):
    """What endpoints of a tag are about, in English and Japanese."""

    en: str
    ja: str


def document(endpoints: Iterable[Endpoint], tags: Mapping[str, Tag], text: str) -> Schema:
    """Return the document; every type is described once, by its name."""
    endpoints = list(endpoints)
    types = [one.gives for one in endpoints if one.gives is not None]
    types += [one.asks for one in endpoints if one.asks is not Nothing]
    found, components = msgspec.json.schema_components([*types, Problem], ref_template=_REFERENCE)
    schemas = dict(zip(map(id, [*types, Problem]), found, strict=True))
    paths: dict[str, Schema] = {}
    for one in endpoints:
        path = one.path.replace("*}", "}")
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, schemas, components)
    asked = {one.asks.__name__ for one in endpoints}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Madoguchi",
            "version": __version__,
            "summary": "One window over every office's files",
            "description": text,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": name, "description": told.en, "x-description-ja": told.ja}
            for name, told in tags.items()
        ],
        "paths": paths,
        "components": {
            "schemas": {
                k: v for k, v in components.items() if k not in asked or _sent(endpoints, k)
            },
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key of an account"}
            },
        },
    }


def _sent(endpoints: list[Endpoint], name: str) -> bool:
    return any(one.asks.__name__ == name and one.has_body for one in endpoints)


def _operation(one: Endpoint, schemas: Mapping[int, Schema], components: Schema) -> Schema:
    parameters = _parameters(one, components)
    return {
        "operationId": one.name,
        "tags": [one.tag],
        "summary": one.summary,
        "x-summary-ja": one.ja,
        **({"description": one.detail} if one.detail else {}),
        "security": [{"key": []}] if one.known else [{}, {"key": []}],
        "x-permission": one.needs,
        **({"parameters": parameters} if parameters else {}),
        **(_body(one, components) if one.has_body else {}),
        "responses": _responses(one, schemas),
    }


def _parameters(one: Endpoint, components: Schema) -> list[Schema]:
    """The values of the path and, of calls without a body, of the query."""
    described = components.get(one.asks.__name__, {}) if one.asks is not Nothing else {}
    required = set(described.get("required", ()))
    found = []
    for name, schema in described.get("properties", {}).items():
        in_path = name in one.path_values
        if not in_path and one.has_body:
            continue
        told = _plainly(schema)
        text = told.pop("description", "")
        found.append(
            {
                "name": name,
                "in": "path" if in_path else "query",
                "required": in_path or name in required,
                **({"description": text} if text else {}),
                "schema": told,
            }
        )
    if one.keyed:
        found.append(_KEY)
    return found


def _plainly(schema: Schema) -> Schema:
    """A value of an address: its texts have no control characters."""
    told = dict(schema)
    if told.get("type") == "string" and not {"pattern", "format", "enum"} & told.keys():
        told["pattern"] = PLAIN
    return told


_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name of your own for this submission: sent again, it is done once",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
}


def _body(one: Endpoint, components: Schema) -> Schema:
    """The body is what the type takes besides the values of the path."""
    described = dict(components[one.asks.__name__])
    properties = {
        name: schema
        for name, schema in described["properties"].items()
        if name not in one.path_values
    }
    required = [name for name in described.get("required", ()) if name in properties]
    schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }
    return {
        "requestBody": {
            "required": bool(required),
            "content": {"application/json": {"schema": schema}},
        }
    }


def _responses(one: Endpoint, schemas: Mapping[int, Schema]) -> Schema:
    statuses = {*_ALWAYS, *one.problems, *((416,) if one.ranges else ())}
    if one.has_body:
        statuses |= {413}
    if one.path_values:
        statuses |= {404}
    problem = {MEDIA_TYPE: {"schema": schemas[id(Problem)]}}
    success: Schema = {"description": one.summary}
    if one.gives is not None:
        success["content"] = {media: {"schema": schemas[id(one.gives)]} for media in one.media}
    elif one.status != 204:
        success["content"] = {media: {} for media in one.media}
    cached = {"304": {"description": _TITLES[304]}} if one.method == "GET" else {}
    again = {"200": {**success, "description": "Submitted before: the answer that was given then"}}
    piece = {"206": {**success, "description": "The piece that was asked for"}}
    return {
        **(again if one.keyed else {}),
        str(one.status): success,
        **(piece if one.ranges else {}),
        **cached,
        **{
            str(status): {"description": _TITLES[status], "content": problem}
            for status in sorted(statuses)
        },
    }
