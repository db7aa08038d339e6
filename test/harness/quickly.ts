import { engineRequest } from './engine.ts'

/**
 * How often a healthcheck of the tests is run: every 100 ms until it succeeds, so that muster leaves it to the engine; and then,
 * where the engine can tell the two apart (from API 1.44), hardly again: each run costs it as much as a `docker exec`.
 */
export const quickly: string =
  (await apiVersion()) >= 44 ? 'interval: 1h, start_period: 1h, start_interval: 100ms' : 'interval: 100ms'

/** 44 for API 1.44. */
async function apiVersion(): Promise<number> {
  const { ApiVersion } = (await engineRequest('GET', '/version')) as { readonly ApiVersion: string }
  return Number(ApiVersion.split('.')[1])
}
