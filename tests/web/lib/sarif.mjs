// What SARIF 2.1.0 (OASIS Standard, 27 March 2020) demands of the parts that fanzha writes, as a
// JSON Schema. No registry has the standard's own schema, so each object names its clause. As there,
// objects are closed: a property that is new must be looked up and added first.

/** An object with these properties, of which some are demanded. */
const object = (required, properties) => ({ type: "object", required, properties, additionalProperties: false });
const text = { type: "string" };
const count = { type: "integer", minimum: 1 };

// 3.11: a message has `text` or `id`, and ours have the text.
const message = object(["text"], { text: { type: "string", minLength: 1 }, markdown: text });

// 3.30.5 to 3.30.8: lines and columns are counted from 1; a region of text has the line where it begins.
const region = {
  ...object([], { startLine: count, startColumn: count, endLine: count, endColumn: count }),
  dependentRequired: { startColumn: ["startLine"], endLine: ["startLine"], endColumn: ["startLine"] },
};

// 3.4.3: a valid URI reference, RFC 3986. 3.28, 3.29: a location says where.
const artifactLocation = object(["uri"], { uri: { type: "string", format: "uri-reference", minLength: 1 }, uriBaseId: text });
const physicalLocation = object(["artifactLocation"], { artifactLocation, region });
const location = object(["physicalLocation"], { physicalLocation, message });

// 3.27.5: what rule; 3.27.10: how serious; 3.27.11: a message is demanded; 3.27.12: where, possibly nowhere.
const result = object(["message"], {
  ruleId: { type: "string", minLength: 1 },
  ruleIndex: { type: "integer", minimum: -1 },
  level: { enum: ["none", "note", "warning", "error"] },
  message,
  locations: { type: "array", items: location },
});

// 3.19: a component has a name; 3.49: a rule has an id.
const rule = object(["id"], { id: text, shortDescription: message, fullDescription: message, help: message, helpUri: { type: "string", format: "uri" } });
const driver = object(["name"], { name: text, version: text, semanticVersion: text, informationUri: { type: "string", format: "uri" }, rules: { type: "array", uniqueItems: true, items: rule } });

// 3.14, 3.18: a run names its tool, and that its driver; it says how columns are counted.
const run = object(["tool"], {
  tool: object(["driver"], { driver }),
  columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
  results: { type: "array", items: result },
});

/** The schema of a log file: 3.13.2 (version), 3.13.3 ($schema), 3.13.4 (runs). */
export const sarif = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  ...object(["version", "runs"], { version: { const: "2.1.0" }, $schema: { type: "string", format: "uri" }, runs: { type: "array", items: run } }),
};
