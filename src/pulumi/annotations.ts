/** On an object: "false" leaves it alone. */
export const traceAnnotation = "kubespy.pulumi.com/trace";

/** Is nothing to be told of it? */
export function isLeftAlone(name: string, props: unknown): boolean {
  const text = annotationOf(props, traceAnnotation);
  if (text === undefined || text === "true") return false;
  if (text === "false") return true;
  throw new TypeError(
    `pulumi-kubespy: the annotation ${traceAnnotation} of "${name}" must be true or false, not ${JSON.stringify(text)}`,
  );
}

/** A plain annotation of an object's inputs. */
export function annotationOf(props: unknown, name: string): unknown {
  return (props as { metadata?: { annotations?: Readonly<Record<string, unknown>> } } | undefined)?.metadata
    ?.annotations?.[name];
}
