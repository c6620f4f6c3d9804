import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import type { JobOptions } from '../../local-aws/async-jobs.ts'
import { fromEmbedder } from '../../local-aws/from-embedder.ts'
import type { LocalEmbedder } from '../../local-aws/invoke-model.ts'
import { ingestFile } from '../../src/commands/ingest.ts'
import { provision } from '../../src/commands/provision.ts'
import { UploadedFile } from '../../src/images/upload.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createEmbedder } from '../../src/embedding/create-embedder.ts'
import { createServices } from '../../src/services.ts'
import { awsEnvironment, FakeTerminal } from '../fixtures/aws-environment.ts'
import { writeJsonLines } from '../fixtures/catalogue-files.ts'
import { clipOf, demoPhoto, frameAt, withoutFfmpeg } from '../fixtures/clips.ts'
import { bodyOf } from '../fixtures/nova-body.ts'
import { pdfOf } from '../fixtures/pdf.ts'
import { wavOf } from '../fixtures/sounds.ts'

const noFfmpeg = await withoutFfmpeg()

async function shop (t: Test, jobs: JobOptions = {}, env: Record<string, string> = {}, embedder?: LocalEmbedder) {
  const place = await awsEnvironment(t, {
    jobs,
    ...(embedder && { embedder }),
    env: { DIMENSIONS: '256', MEDIA_BUCKET: 'vitrine-media', MEDIA_JOB_POLL_MS: '10', ...env }
  })
  await provision(place.config, { yes: true }, new FakeTerminal())
  const file = path.join(place.folder, 'products.jsonl')
  const ingest = async (rows: readonly object[], options: object = {}) => {
    await writeJsonLines(file, rows)
    return await ingestFile(place.config, { file, ...options })
  }
  const put = async (name: string, bytes: Uint8Array) => await writeFile(path.join(place.folder, name), bytes)
  return { ...place, ingest, put }
}

for (const form of ['schema', 'posts'] as const) {
  t.test(`a long sound goes through the bucket, and its stretches come back in the form of the ${form}`, async (t) => {
    const { aws, config, ingest, put } = await shop(t, { form, delayMs: 30 })
    await put('song.wav', wavOf(42))
    const report = await ingest([{ id: 'radio', title: 'Radio', audio: ['song.wav'] }])
    t.match(report, { new: 1, imagesRejected: 0, views: 10, usage: { audioSeconds: 42 } })
    t.match(aws.jobs, [{ status: 'Completed', input: /^s3:\/\/vitrine-media\/vitrine\/in\/[0-9a-f]{64}\.wav$/ }])
    const services = await createServices(config)
    t.teardown(async () => await services.close())
    const { items } = await services.search.search({ media: { audio: new UploadedFile(wavOf(4)) }, cutoff: false })
    t.match(items[0]?.product, { id: 'radio', audio: ['/media/song.wav'] })
    await ingest([{ id: 'radio', title: 'Radio', audio: ['song.wav'] }])
    t.equal(aws.jobs.length, 1)
  })
}

t.test('jobs that fail are started anew, four times; then the file is left out and named', async (t) => {
  const { aws, ingest, put } = await shop(t, { failFirst: 5 })
  await put('song.wav', wavOf(42))
  const rows = [{ id: 'radio', title: 'Radio', audio: ['song.wav'] }]
  t.match(await ingest(rows), { new: 1, imagesRejected: 1, firstRejections: [{ code: 'MEDIA_JOB_FAILED', kind: 'audio' }] })
  t.equal(aws.jobs.length, 4)
  t.equal(new Set(aws.jobs.map(({ token }) => token)).size, 4)
  t.match(await ingest(rows), { changed: 1, imagesRejected: 0 })
  t.same(aws.jobs.map(({ status }) => status), ['Failed', 'Failed', 'Failed', 'Failed', 'Failed', 'Completed'])
})

t.test('a stretch that failed is named, and the sound left out', async (t) => {
  const { ingest, put } = await shop(t, { failedSegment: 3 })
  await put('song.wav', wavOf(42))
  const { firstRejections } = await ingest([{ id: 'radio', title: 'Radio', audio: ['song.wav'] }])
  t.match(firstRejections, [{ code: 'MEDIA_JOB_FAILED', reason: /song\.wav.*segment 3 ended as FAILURE/ }])
})

t.test('without a bucket short files go in one call, and long ones are left out', async (t) => {
  const { aws, ingest, put } = await shop(t, {}, { MEDIA_BUCKET: '' })
  await put('short.wav', wavOf(20))
  await put('long.wav', wavOf(42))
  const report = await ingest([{ id: 'radio', title: 'Radio', audio: ['short.wav', 'long.wav'] }])
  t.match(report, { new: 1, imagesRejected: 1, views: 2 })
  t.match(report.firstRejections, [{ code: 'MODALITY_UNSUPPORTED', image: 'long.wav', reason: /Set MEDIA_BUCKET/ }])
  t.equal(aws.jobs.length, 0)
})

t.test('pages are document images; a dry run tells what all would cost and asks nothing', async (t) => {
  const { aws, ingest, put } = await shop(t)
  await put('manual.pdf', pdfOf([{ lines: ['one'] }, { lines: ['two'] }]))
  await put('song.wav', wavOf(42))
  const rows = [{ id: 'radio', title: 'Radio', documents: ['manual.pdf'], audio: ['song.wav'] }]
  const { usage } = await ingest(rows, { dryRun: true })
  t.match(usage, { calls: 4, pages: 2, audioSeconds: 42 })
  t.ok(Math.abs(usage!.estimatedUsd - (2 * 0.00006 + 42 * 0.00014)) < 1e-5)
  t.equal(aws.jobs.length, 0)
  await ingest(rows)
  const images = aws.requests.flatMap(({ operation, input }) =>
    operation === 'InvokeModel' ? (bodyOf(input).image ?? []) : [])
  t.match(images, [{ format: 'png', detailLevel: 'DOCUMENT_IMAGE' }, { format: 'png', detailLevel: 'DOCUMENT_IMAGE' }])
})

t.test('a clip is found at the second that a photo shows', { skip: noFfmpeg }, async (t) => {
  const builtin = await createEmbedder(loadConfig({}))
  t.teardown(async () => await builtin.close())
  const { config, folder, ingest } = await shop(t, {}, {}, fromEmbedder(builtin))
  const clip = await clipOf([
    { photo: demoPhoto('silvia-agrasar-227575'), seconds: 10 },
    { photo: demoPhoto('thomas-serer-420833'), seconds: 10 }
  ], path.join(folder, 'clip.mp4'))
  t.match(await ingest([{ id: 'shoe', title: 'Shoe', videos: ['clip.mp4'] }]), { new: 1, views: 5 })
  const services = await createServices(config)
  t.teardown(async () => await services.close())
  const frame = await services.search.search({ image: new UploadedFile(await frameAt(clip, 12)) })
  t.match(frame.items[0]?.match, { kind: 'VIDEO', mediaUrl: '/media/clip.mp4', startSeconds: 10, endSeconds: 15 })
  const whole = await services.search.search({ media: { video: new UploadedFile(await readFile(clip)) } })
  t.match(whole.items[0], { match: { kind: 'VIDEO' }, product: { id: 'shoe' } })
})
