/** A way to an engine of another machine. */
export interface Tunnel {
  /** What ssh said last; empty while all is well. */
  readonly said: () => string
  readonly close: () => void
}
