import { configureGlobal } from 'fast-check'

// The same values each time: what fails is what a change broke. Others are for `npm run fuzz`, or MUSTER_TEST_SEED by hand.
configureGlobal({ seed: Number(process.env['MUSTER_TEST_SEED'] ?? 1) })
