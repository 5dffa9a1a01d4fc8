/**
 * The part of the schema of SARIF 2.1.0 that kubespy writes, as far as code scanning services insist
 * on it: what is required, which values there are, which texts are addresses.
 */
const text = { type: "object", required: ["text"], properties: { text: { type: "string" } } };

export const sarifSchema = {
  type: "object",
  required: ["$schema", "version", "runs"],
  properties: {
    version: { const: "2.1.0" },
    $schema: { type: "string", pattern: "sarif-2\\.1\\.0\\.json$" },
    runs: {
      type: "array",
      items: {
        type: "object",
        required: ["tool", "results", "invocations"],
        properties: {
          columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
          tool: {
            type: "object",
            required: ["driver"],
            properties: {
              driver: {
                type: "object",
                required: ["name", "version", "rules"],
                properties: {
                  name: { type: "string" },
                  version: { type: "string" },
                  rules: {
                    type: "array",
                    items: {
                      type: "object",
                      required: ["id"],
                      properties: {
                        id: { type: "string" },
                        name: { type: "string", pattern: "^[A-Z][A-Za-z0-9]*$" },
                        shortDescription: text,
                        fullDescription: text,
                        help: text,
                        defaultConfiguration: {
                          type: "object",
                          required: ["level"],
                          properties: { level: { enum: ["none", "note", "warning", "error"] } },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
          results: { type: "array", items: { $ref: "#/$defs/result" } },
          invocations: {
            type: "array",
            items: {
              type: "object",
              required: ["executionSuccessful"],
              properties: {
                executionSuccessful: { type: "boolean" },
                toolExecutionNotifications: {
                  type: "array",
                  items: {
                    type: "object",
                    required: ["message"],
                    properties: {
                      message: text,
                      level: { enum: ["none", "note", "warning", "error"] },
                      locations: { type: "array", items: { $ref: "#/$defs/location" } },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
  $defs: {
    result: {
      type: "object",
      required: ["ruleId", "level", "message"],
      properties: {
        ruleId: { type: "string" },
        level: { enum: ["none", "note", "warning", "error"] },
        message: text,
        locations: { type: "array", items: { $ref: "#/$defs/location" } },
        partialFingerprints: {
          type: "object",
          required: ["kubespy/v1"],
          properties: { "kubespy/v1": { type: "string" } },
        },
        suppressions: {
          type: "array",
          items: {
            type: "object",
            required: ["kind", "justification"],
            properties: { kind: { enum: ["inSource", "external"] }, justification: { type: "string" } },
          },
        },
      },
    },
    location: {
      type: "object",
      properties: {
        physicalLocation: {
          type: "object",
          required: ["artifactLocation"],
          properties: {
            artifactLocation: {
              type: "object",
              required: ["uri"],
              properties: { uri: { type: "string", pattern: "^[^ \\\\]+$" } },
            },
            region: {
              type: "object",
              required: ["startLine"],
              properties: { startLine: { type: "number" } },
            },
          },
        },
        logicalLocations: {
          type: "array",
          items: { type: "object", properties: { fullyQualifiedName: { type: "string" }, name: { type: "string" } } },
        },
      },
    },
  },
};
