/** Runs the registry and the name server of the node: `node registry-server.ts FOLDER`. */
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import { noSuchName, serve } from "./registry.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("which folder?");

createServer((request, response) => {
  serve(folder, request, response);
}).listen(80, "127.0.0.1");
const names = createSocket("udp4");
names.on("message", (query, from) => {
  const reply = noSuchName(query);
  if (reply) names.send(reply, from.port, from.address);
});
names.bind(53, "127.0.0.1");
