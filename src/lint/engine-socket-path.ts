/** Whether a path of the host is where an engine listens, by its name. */
export function isEngineSocket(path: string): boolean {
  return /\/(?:docker|podman)(?:\.raw)?\.sock$/.test(path)
}
