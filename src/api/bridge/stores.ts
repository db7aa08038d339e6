import { contentOf, type Store } from '../../model/content.ts'
import type { Project } from '../../model/project.ts'
import type { Plain } from '../../plain.ts'
import { kubernetesName, labelsOf, type Manifest } from './names.ts'

/** Configs and secrets with their content, and volumes as claims; external ones are expected to be there. */
export async function stores(
  project: Project,
  readFile: (path: string) => Promise<string>,
): Promise<readonly Manifest[]> {
  const shape = (kind: string, key: string, rest: Record<string, Plain>): Plain => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: kubernetesName(key), namespace: kubernetesName(project.name), labels: labelsOf(project.name) },
    ...rest,
  })
  const content = async (store: Store, key: string): Promise<string> => {
    const { file, environment } = project[store].get(key) ?? {}
    const text = contentOf(project, store, key)
    if (text !== undefined || environment !== undefined) return text ?? ''
    return file === undefined ? '' : await readFile(file)
  }
  const own = <T extends { readonly external?: true }>(
    all: ReadonlyMap<string, T>,
  ): readonly (readonly [string, T])[] => [...all].filter(([, { external }]) => external !== true)
  const configs = own(project.configs).map(async ([key]): Promise<Manifest> => {
    const data = { [kubernetesName(key)]: await content('configs', key) }
    return { path: `base/${kubernetesName(key)}-configs.yaml`, content: shape('ConfigMap', key, { data }) }
  })
  const secrets = own(project.secrets).map(async ([key]): Promise<Manifest> => {
    const data = { [kubernetesName(key)]: Buffer.from(await content('secrets', key)).toString('base64') }
    return { path: `base/${kubernetesName(key)}-secrets.yaml`, content: shape('Secret', key, { type: 'Opaque', data }) }
  })
  const claims = own(project.volumes).map(([key]): Manifest => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Mi' } } }
    const path = `base/${kubernetesName(key)}-persistentVolumeClaim.yaml`
    return { path, content: shape('PersistentVolumeClaim', key, { spec }) }
  })
  return [...(await Promise.all([...configs, ...secrets])), ...claims]
}
