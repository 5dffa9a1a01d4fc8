/** Resolves when the work is done, well or badly, or when the time is over; it then goes on by itself. */
export async function settledWithin(ms: number, work: Promise<void>, failed: (error: unknown) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((done) => {
    timer = setTimeout(done, ms);
  });
  await Promise.race([work.catch(failed), limit]);
  clearTimeout(timer);
}

/** Keeps the program alive while it waits: used at its end only, for times that are bounded. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
