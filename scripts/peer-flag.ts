/** One flag of docker compose 2.40.3. */
export interface PeerFlag {
  /** Empty for flags that stand before the command. */
  readonly command: string
  readonly name: string
  readonly char: string | undefined
  /** `bool` or what pflag calls the type of its value. */
  readonly type: string
  /** Accepted, but not shown by its help. */
  readonly hidden: boolean
}
