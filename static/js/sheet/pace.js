// How long a key takes to show on the screen: from the event to the frame after the one in which everything was changed.
// Figures stand among the browser's own: performance.getEntriesByName("pingheng-key-to-paint"), in ms.
export const KEY_TO_PAINT = "pingheng-key-to-paint";
const MOST = 1000;

let taken = 0;

// Called when a key has been acted on.
export function measureKey(event) {
  const start = event.timeStamp;
  requestAnimationFrame(() => {
    // A message comes after the frame has been drawn.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      taken += 1;
      if (taken % MOST === 0) performance.clearMeasures(KEY_TO_PAINT);
      performance.measure(KEY_TO_PAINT, { start, end: performance.now() });
    };
    port2.postMessage(null);
  });
}
