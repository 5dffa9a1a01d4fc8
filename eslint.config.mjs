import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** Folders that know no clock, no I/O and no environment. */
const pure = ["src/objects/**", "src/wiring/**", "src/diagnosis/**", "src/story/**", "src/render/**", "src/checks/**"];

export default tseslint.config(
  {
    ignores: [
      "dist",
      "node_modules",
      "**/node_modules",
      "policy-pack/**",
      "lab/go/**",
      "examples/**",
      "test/programs/**",
    ],
  },
  eslint.configs.recommended,
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", setTimeout: "readonly" } },
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "max-lines": ["error", { max: 400 }],
    },
  },
  {
    files: pure,
    rules: {
      "no-restricted-globals": [
        "error",
        "process",
        "console",
        "setTimeout",
        "setInterval",
        "setImmediate",
        "queueMicrotask",
        "fetch",
        "require",
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "time is an argument" },
        { object: "Math", property: "random", message: "randomness is an argument" },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "time is an argument" },
      ],
    },
  },
  {
    files: ["test/**", "bench/**", "scripts/**", "lab/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off", "max-lines": ["error", { max: 500 }] },
  },
);
