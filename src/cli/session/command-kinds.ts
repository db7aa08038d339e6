/** What a session has to know of a command before it begins. A command that is in no set only looks, at the project of its folder. */
type Kind = 'placeless' | 'movable' | 'recalling' | 'reading' | 'changing' | 'naming' | 'passing'

/** Which commands are alike, by their names. */
export const commandKinds: Readonly<Record<Kind, ReadonlySet<string>>> = {
  /** They are for no project. */
  placeless: named('version, ls, plugin install, plugin uninstall, completion, gc'),
  /** The current folder means nothing to them where the project is named in full. */
  movable:
    named(`build, config, create, down, events, exec, images, kill, logs, pause, port, ps, pull, push, restart, rm,
    scale, start, stats, stop, top, unpause, up, volumes, wait`),
  /** Where `-p` names the project, they read no file. */
  recalling:
    named(`down, events, exec, images, kill, logs, pause, port, ps, restart, rm, start, stats, stop, top, unpause,
    volumes, wait`),
  /** They read the files of a project that `-p` names; for the others its name is all that counts. */
  reading: named('build, create, run, scale, test, up, watch'),
  /** They change what containers, networks and volumes there are, or what runs: they collect leases that are over. */
  changing:
    named(`create, down, fault kill, fault partition, fault pause, fault slow, fault stop, kill, pause, play, reset,
    restart, rm, run, scale, snapshot export, snapshot import, snapshot restore, snapshot rm, snapshot save, start, stop,
    test, unpause, up, watch`),
  /** They change something, and say which copy is meant where nobody named it; what others print may be read by programs. */
  naming:
    named(`build, create, down, kill, pause, reset, restart, rm, run, scale, snapshot restore, snapshot save, start,
    stop, unpause, up, watch`),
  /** They work on a copy of their own, which they throw away. */
  passing: named('play, test'),
}

function named(list: string): ReadonlySet<string> {
  return new Set(list.split(/,\s+/))
}
