import path from 'node:path'
import type { Rejection } from '../catalogue/ingest/reject-log.ts'
import type { HeldDeletion, IngestReport } from '../catalogue/ingest/ingest-report.ts'
import { printableLine } from '../shared/control-characters.ts'
import type { ModelUsage } from '../embedding/metered-embedder.ts'

const CURRENCY_HINT =
  'Prices that state no currency are left out, and products that had one lose it. Run again with, e.g., --currency EUR'

/** What an ingest did, for people. */
export function summaryOf (report: IngestReport, isDryRun = false): string {
  const {
    rejected,
    withdrawn,
    imagesRejected,
    deleted,
    views,
    seconds,
    rate,
    usage,
    rejectsFile,
    rejectsTable,
    firstRejections = [],
    isInterrupted,
    held,
    switchedTo
  } = report
  const offers = report.offersOnly > 0 ? ` (${report.offersOnly} in price or stock only)` : ''
  const counts = `${report.new} new, ${report.changed} changed${offers}, ${report.unchanged} unchanged, ${rejected} rejected, ${deleted} deleted${withdrawn > 0 ? `, ${withdrawn} left out (drafts, hidden, discontinued)` : ''}`
  const photos = imagesRejected > 0 ? `, ${counted(imagesRejected, isOfPhotos(firstRejections) ? 'photo' : 'file')} left out` : ''
  const lines = [
    ...(report.lacksCurrency ? [CURRENCY_HINT] : []),
    `${isDryRun ? 'Compared, nothing written' : 'Products'}: ${counts}${photos}`,
    `${isDryRun && hasClips(usage) ? 'At least ' : ''}${counted(views, 'record')} in ${seconds.toFixed(1)} s, ${rate.toFixed(1)} products/s`,
    ...(usage === undefined ? [] : [usageText(usage, isDryRun)]),
    ...(report.decided > 0
      ? [`${counted(report.decided, 'product')} kept as people decided, where the file says otherwise`]
      : []),
    ...(held === undefined ? [] : [heldText(held)]),
    ...firstRejections.map(rejectionText),
    ...(rejectsFile === undefined
      ? []
      : [
          `What could not be used, and why: ${rejectsFile}${rejectsTable === undefined ? '' : ` and ${rejectsTable}`}`
        ]),
    ...(isInterrupted ? ['Interrupted. Run the same command again to go on from here.'] : []),
    ...(switchedTo === undefined ? [] : [switchText(switchedTo)]),
    ...(isDryRun || isInterrupted || report.imageRoot === undefined ? [] : [mediaHint(report.imageRoot, report.file)])
  ]
  return `${lines.join('\n')}\n`
}

/** The folder of the catalogue is none to serve: it holds the catalogue, and whatever else lies there. */
function mediaHint (imageRoot: string, file: string): string {
  const folder = path.resolve(imageRoot)
  const toFile = path.relative(folder, path.resolve(file))
  const isInside = !toFile.startsWith('..') && !path.isAbsolute(toFile)
  if (!isInside) return `To show local photos, serve with MEDIA_DIR=${imageRoot}`
  return (
    `To show local photos, move them out of ${folder}, where the catalogue lies, into a folder of their own, ` +
    'and serve with MEDIA_DIR set to it'
  )
}

function switchText (generation: number): string {
  return `Searches answer from generation ${generation} now. The indexes of before are kept; delete them with: vitrine provision --prune`
}

function heldText ({ missing, stored, why }: HeldDeletion): string {
  return `Nothing was deleted: the file lacks ${missing} of ${counted(stored, 'product')}, and ${why}. Check the file, or run again with --yes to delete them.`
}

/** A dry run counts a clip once, however many stretches it has. */
function hasClips ({ videoSeconds = 0, audioSeconds = 0 }: Partial<ModelUsage> = {}): boolean {
  return videoSeconds + audioSeconds > 0
}

/** Named by its file, where the reason does not name it. */
function rejectionText ({ line, id, image = '', reason }: Rejection): string {
  const file = reason.includes(image) ? '' : `, ${image}`
  return printableLine(`  line ${line}${id === undefined ? '' : `, ${id}`}${file}: ${reason}`)
}

/** Clips, documents and sounds are counted with photos. */
function isOfPhotos (rejections: readonly Rejection[]): boolean {
  return rejections.every(({ kind }) => kind === 'row' || kind === 'image')
}

function usageText (usage: ModelUsage, isDryRun: boolean): string {
  const { calls, images, inputTokens, estimatedUsd, pages = 0, videoSeconds = 0, audioSeconds = 0 } = usage
  const media = [
    ...(pages > 0 ? [counted(pages, 'page')] : []),
    ...(videoSeconds > 0 ? [`${counted(Math.round(videoSeconds), 'second')} of video`] : []),
    ...(audioSeconds > 0 ? [`${counted(Math.round(audioSeconds), 'second')} of sound`] : [])
  ]
  return `${isDryRun ? 'It would take ' : ''}${counted(calls, 'model call')}: ${counted(inputTokens, 'token')} of text, ${[counted(images, 'image'), ...media].join(', ')}, about USD ${estimatedUsd.toFixed(4)} at the prices set`
}

function counted (count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
