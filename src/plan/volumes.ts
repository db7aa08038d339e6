import { label } from '../model/labels.ts'
import { volumeName } from '../model/names.ts'
import { originOf } from '../model/project.ts'
import { volumeSpec } from '../model/volume-spec.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import type { UpContext } from './context.ts'
import type { ObservedVolume } from './observed.ts'
import type { UpPolicy } from './policy.ts'
import { protectedVolumes } from './protected-volumes.ts'
import type { StepId } from './step.ts'
import { stopContainer } from './stop-container.ts'

/** External volumes that are not there. */
export function checkVolumes({ project, observed }: UpContext): readonly Diagnostic[] {
  return [...project.volumes].flatMap(([key, volume]): Diagnostic[] => {
    const name = volumeName(project, key)
    if (volume.external !== true || observed.volumes.has(name)) return []
    const at = originOf(project, ['volumes', key])
    const message = `external volume "${name}" not found`
    const fix = `create it with \`docker volume create ${name}\`, or remove \`external: true\``
    return [
      { severity: 'error', kind: 'undefined-volume', message, notes: [], fix, ...(at === undefined ? {} : { at }) },
    ]
  })
}

/** Finds volumes whose file entry changed. Their data would be lost, so they stay unless the user has agreed. */
export function findRenewedVolumes(context: UpContext): void {
  const { project, observed, policy, warn } = context
  const held = protectedVolumes(project, observed.volumes.values())
  for (const [key, volume] of project.volumes) {
    const found = observed.volumes.get(volumeName(project, key))
    if (volume.external === true || found === undefined) continue
    const owner = found.labels.get(label.project)
    if (owner !== project.name) warn(foreign(found, owner, project.name))
    else if (!differs(found, context, key)) continue
    else if (held.has(found.name))
      warn(
        `Volume "${found.name}" exists but doesn't match configuration in compose file. It ${held.get(found.name)} and stays with its data`,
      )
    else if (isGivenUp(found.name, policy.changedVolumes)) context.renewedVolumes.add(key)
    else
      warn(
        `Volume "${found.name}" exists but doesn't match configuration in compose file. It is kept with its data; -y makes it anew`,
      )
  }
}

/** Volumes of the project whose file entry changed and that may be given up, by name. */
export function changedVolumes({ project, observed }: Pick<UpContext, 'project' | 'observed'>): readonly string[] {
  const held = protectedVolumes(project, observed.volumes.values())
  return [...project.volumes].flatMap(([key, volume]) => {
    const found = observed.volumes.get(volumeName(project, key))
    const ours = volume.external !== true && found?.labels.get(label.project) === project.name
    return ours && !held.has(found.name) && differs(found, { project }, key) ? [found.name] : []
  })
}

function isGivenUp(volume: string, answer: UpPolicy['changedVolumes']): boolean {
  return typeof answer === 'string' ? answer === 'recreate' : answer.recreate.includes(volume)
}

/** Makes the volumes that are missing, and renews those that the user gave up. */
export function planVolumes(context: UpContext): void {
  const { builder, project, observed, ready } = context
  for (const [key, volume] of project.volumes) {
    const name = volumeName(project, key)
    const renewed = context.renewedVolumes.has(key)
    if (volume.external === true || (observed.volumes.has(name) && !renewed)) continue
    const after = renewed ? [removeOld(name, context)] : []
    const action = { do: 'create-volume', volume: name, spec: volumeSpec(project, key) } as const
    ready.volumes.set(key, builder.add({ action, because: renewed ? 'changed' : 'not found', after }))
  }
}

function differs(found: ObservedVolume, { project }: Pick<UpContext, 'project'>, key: string): boolean {
  const hash = found.labels.get(label.configHash)
  return hash !== undefined && hash !== volumeSpec(project, key).Labels[label.configHash]
}

/** A volume can go only when no container, running or not, mounts it. */
function removeOld(name: string, context: UpContext): StepId {
  const because = `volume ${name} is made anew`
  const gone = context.observed.containers
    .filter((container) => container.mounts.some((mount) => mount.name === name))
    .map((container) => {
      const stop = stopContainer(container, { because }, context)
      return context.builder.once(`remove:${container.id}`, () => ({
        action: {
          do: 'remove-container',
          container: container.name,
          service: container.service,
          anonymousVolumes: 'keep',
        },
        because,
        after: [stop],
      }))
    })
  return context.builder.add({ action: { do: 'remove-volume', volume: name }, because, after: gone })
}

function foreign(found: ObservedVolume, owner: string | undefined, project: string): string {
  const use = 'Use `external: true` to use an existing volume'
  if (owner === undefined) return `volume "${found.name}" already exists but was not created by Docker Compose. ${use}`
  return `volume "${found.name}" already exists but was created for project "${owner}" (expected "${project}"). ${use}`
}
