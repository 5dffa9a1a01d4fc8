/**
 * What the state of a stack keeps as the code of the provider (`__provider`), and what Pulumi's process for dynamic
 * resources runs. Written by hand in the form that the SDK makes of a provider object, because it must never change:
 * a new version of this package must not show as a change of every gate. Without the package in the project a gate can
 * still be deleted.
 */
export const providerCode = `exports.handler = () => {
  try {
    return require("pulumi-kubespy/gate-provider");
  } catch (error) {
    const fail = () => Promise.reject(error);
    return { create: fail, update: fail };
  }
};
`;
