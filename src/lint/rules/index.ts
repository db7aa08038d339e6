import type { Rule } from '../rule.ts'
import { buildTools } from './build-tools.ts'
import { cacheOrder } from './cache-order.ts'
import { contextLeak } from './context-leak.ts'
import { engineSocket } from './engine-socket.ts'
import { floatingTag } from './floating-tag.ts'
import { keptTestData } from './kept-test-data.ts'
import { missingBindFile } from './missing-bind-file.ts'
import { noHealthcheck } from './no-healthcheck.ts'
import { openDatabase } from './open-database.ts'
import { packageCache } from './package-cache.ts'
import { privilegedContainer } from './privileged-container.ts'
import { rootUser } from './root-user.ts'
import { secretInCompose } from './secret-in-compose.ts'
import { secretInImage } from './secret-in-image.ts'
import { shellAsInit } from './shell-as-init.ts'
import { shellForm } from './shell-form.ts'
import { startInterval } from './start-interval.ts'
import { waitsForStart } from './waits-for-start.ts'
import { wrongPlatform } from './wrong-platform.ts'

/** Every rule, in the order of the codes. */
export const rules: readonly Rule[] = [
  cacheOrder,
  rootUser,
  floatingTag,
  noHealthcheck,
  waitsForStart,
  shellForm,
  shellAsInit,
  secretInImage,
  secretInCompose,
  contextLeak,
  openDatabase,
  wrongPlatform,
  keptTestData,
  engineSocket,
  privilegedContainer,
  missingBindFile,
  startInterval,
  packageCache,
  buildTools,
]
