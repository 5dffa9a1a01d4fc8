import { deployment, plain, service, web } from "./objects.ts";
import { apply, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Deployment", name: "web" };

const pulls = (name: string, shows: string, image: string, more: Manifest = {}, pod: Manifest = {}): Situation => ({
  name,
  shows,
  root,
  steps: [apply(deployment({ ...web, image, ...more }, { pod }), service())],
  seconds: 14,
});

/** Images that cannot be had, told apart by what the registry answers. */
export const images: readonly Situation[] = [
  pulls("image-missing", "The registry has no such tag", "registry.lab.local/web:nope"),
  pulls(
    "image-denied-or-absent",
    "The registry does not say whether the image exists or may not be read",
    "registry.lab.local/private/web:1",
  ),
  pulls("image-locked", "The registry wants a login", "registry.lab.local/locked/web:1"),
  pulls(
    "pull-secret-missing",
    "The registry wants a login, and the Secret with it does not exist",
    "registry.lab.local/locked/web:1",
    {},
    { imagePullSecrets: [{ name: "registry" }] },
  ),
  pulls("image-rate-limit", "The registry limits how often images are pulled", "registry.lab.local/busy/web:1"),
  pulls("registry-broken", "The registry answers 503", "registry.lab.local/broken/web:1"),
  pulls("registry-refused", "The registry's host refuses connections", "refused.lab.local/web:1"),
  pulls("registry-unreachable", "There is no route to the registry's host", "unreachable.lab.local/web:1"),
  pulls("registry-unknown", "The registry's host is not known to the node's DNS", "registry.nowhere.invalid/web:1"),
  pulls(
    "registry-untrusted",
    "The registry's certificate is not one that the node trusts: it is the API server's",
    "10.231.0.2:6443/acme/web:1",
  ),
  pulls("image-unclear", "What answers is no registry, and its answer says nothing", "localhost:10259/acme/web:1"),
  pulls("image-name-invalid", "The image has a name that cannot be one", "Web:1"),
  pulls("image-never-pulled", "The image is not on the node, and must not be pulled", "lab.local/web:99", {
    imagePullPolicy: "Never",
  }),
  {
    name: "slow-pull",
    shows: "Pulling the image takes five seconds",
    root,
    steps: [
      apply(deployment({ ...plain, image: "registry.lab.local/slow/web:1", imagePullPolicy: "Always" }), service()),
    ],
    seconds: 14,
  },
];
