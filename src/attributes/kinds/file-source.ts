/** What secrets and configs of the top level have in common: a name and where the content comes from. */
export interface FileObject {
  readonly name?: string
  /** Absolute path on the host. */
  readonly file?: string
  /** Name of the variable that holds the content. */
  readonly environment?: string
  readonly content?: string
  readonly external?: true
  readonly labels?: ReadonlyMap<string, string>
  readonly driver?: string
  readonly driver_opts?: ReadonlyMap<string, string>
  readonly template_driver?: string
}
