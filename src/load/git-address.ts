/** A folder or file of a git repository at one commit. */
export interface GitAddress {
  /** `https://…`, `ssh://…` or `git@host:…`. */
  readonly url: string
  /** Full hash. */
  readonly commit: string
  /** Relative path of the compose file or of its folder; empty for the top of the repository. */
  readonly path: string
}

/** Why an address is not used. */
export interface Refusal {
  readonly refused: string
  readonly fix: string
}

/** Whether a text names a git repository and not a file: `https://…`, `ssh://…`, `git@host:…`, `github.com/….git`. */
export function isGit(text: string): boolean {
  return /^(https?|ssh|git):\/\//.test(text) || /^git@[^/]+:/.test(text) || /^github\.com\/[^#]+\.git(#|$)/.test(text)
}

/**
 * `ADDRESS#COMMIT:PATH`, as docker compose writes it, but with the full hash of a commit. Refused is whatever is not encrypted,
 * may change tomorrow, or could be read as an option by git or ssh.
 */
export function gitAddress(text: string): GitAddress | Refusal {
  const [written = '', ...rest] = text.split('#')
  const [commit = '', ...folders] = rest.join('#').split(':')
  const url = written.startsWith('github.com/') ? `https://${written}` : written
  const path = folders.join(':').replace(/^\/+|\/+$/g, '')
  const refusal = refusedUrl(url) ?? refusedCommit(commit, written) ?? refusedPath(path)
  return refusal ?? { url, commit, path }
}

/** The address as it may be shown. */
export function withoutCredentials(address: string): string {
  return address.replace(/^(\w+:\/\/)[^/#]*@/, '$1***@')
}

// A user, a host and a path that begin with letters or digits: no option, no other transport, no password.
const https = /^https:\/\/[a-z\d][a-z\d.-]*(:\d+)?\/[\w.~%+-][\w./~%+-]*$/i
const ssh = /^ssh:\/\/([a-z\d_][\w.-]*@)?[a-z\d][a-z\d.-]*(:\d+)?\/[\w.~%+][\w./~%+-]*$/i
const scp = /^[a-z\d_][\w.-]*@[a-z\d][a-z\d.-]*:[\w.~/][\w./~-]*$/i

function refusedUrl(url: string): Refusal | undefined {
  if (/^(http|git):/.test(url)) return { refused: 'it is not encrypted', fix: 'write https:// or ssh://' }
  if (/^\w+:\/\/[^/]*:[^/]*@/.test(url) || /^https:\/\/[^/]*@/.test(url)) {
    return { refused: 'it holds credentials', fix: 'leave them out: git asks its credential helper' }
  }
  if ([https, ssh, scp].some((form) => form.test(url))) return undefined
  return {
    refused: 'it is not the address of a git repository',
    fix: 'write it as https://host/path.git or git@host:path.git',
  }
}

function refusedCommit(commit: string, address: string): Refusal | undefined {
  if (/^([\da-f]{40}|[\da-f]{64})$/.test(commit)) return undefined
  return {
    refused: 'it may be another project tomorrow: it is named without the full hash of a commit',
    fix: `write ${address}#COMMIT; \`git ls-remote ${address}\` tells the hash`,
  }
}

function refusedPath(path: string): Refusal | undefined {
  const bad = path.split('/').some((step) => step === '..' || step.toLowerCase() === '.git') || /[\0\\]/.test(path)
  return bad ? { refused: 'its path leaves the repository', fix: 'name a folder below its top' } : undefined
}
