/** What must hold, seen from outside of a container, before it counts as ready. */
export type ReadyCondition =
  /** A TCP port accepts connections. */
  | { readonly kind: 'tcp'; readonly port: number }
  /** An HTTP request is answered with one of the statuses. Redirects are not followed, certificates not checked. */
  | {
      readonly kind: 'http'
      readonly port: number
      readonly path: string
      readonly status: readonly StatusRange[]
      readonly method: string
      readonly headers: ReadonlyMap<string, string>
      readonly tls: boolean
    }
  /** So many lines since the container's last start match a regular expression of JavaScript. */
  | { readonly kind: 'log'; readonly pattern: string; readonly times: number }
  /** There is a file, or a folder, at an absolute path of the container. */
  | { readonly kind: 'file'; readonly path: string }

/** HTTP statuses, both ends included. */
export type StatusRange = readonly [from: number, to: number]
