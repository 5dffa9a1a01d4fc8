import { describe, expect, test } from "vitest";
import { isSlip } from "../../src/checks/slip";

describe("a slip of the finger", () => {
  test.each([
    ["two letters are swapped", "web", "wbe"],
    ["two letters are swapped inside a word", "app-config", "app-cofnig"],
    ["a letter is left out", "credentials", "credntials"],
    ["a letter is one too many", "settings", "settinngs"],
    ["a separator is left out", "app-settings", "appsettings"],
    ["a separator is another", "app.settings", "app-settings"],
    ["letters are capital", "appSettings", "app-settings"],
  ])("%s: %s and %s", (_, a, b) => {
    expect([isSlip(a, b), isSlip(b, a)]).toEqual([true, true]);
  });

  test.each([
    ["one name is the same", "web", "web"],
    ["letters count up", "web-a", "web-b"],
    ["numbers count up", "node-1", "node-2"],
    ["numbers are swapped", "node-12", "node-21"],
    ["it is the plural", "user", "users"],
    ["one goes on", "web", "web-api"],
    ["a word is between", "web-config", "web-a-config"],
    ["a letter is another", "gp2", "gp3"],
    ["a letter is another in a word", "prod-east", "prod-past"],
    ["it begins otherwise", "east", "beast"],
    ["words are too short", "db", "dab"],
    ["two words differ", "wbe-cofnig", "web-config"],
    ["one is empty", "", "a"],
  ])("is not: %s (%s and %s)", (_, a, b) => {
    expect([isSlip(a, b), isSlip(b, a)]).toEqual([false, false]);
  });
});
