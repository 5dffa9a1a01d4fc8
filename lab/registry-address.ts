/** The registry's name in image references, and in the node's /etc/hosts. */
export const registryHost = "registry.lab.local";
