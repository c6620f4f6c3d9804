import t from 'tap'
import { noBrowser, openBrowser } from '../fixtures/storefront-page.ts'
import { idOf, logOf, openDesk, press, saved, titleOf } from '../fixtures/review-page.ts'

t.test('reviewing by the keyboard alone', { skip: noBrowser }, async (t) => {
  const browser = await openBrowser(t)

  t.test('accepting all of product after product goes through the queue, into log and index', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    const titles: string[] = []
    for (let i = 0; i < 8; i++) {
      titles.push(await titleOf(page))
      await press(page, 'g')
    }
    await saved(page)

    const log = await logOf(desk)
    t.equal(new Set(titles).size, 8)
    t.same([...new Set(log.map(({ productId }) => productId))], titles.map(idOf), 'in the order they were looked at')
    t.ok(log.every(({ verdict, value }) => verdict === 'ACCEPT' && value))
    t.match(await page.textContent('#progress'), /^8 reviewed · [\d,]+ a minute$/)
    t.match(
      await page.textContent('#saved'),
      new RegExp(
        `${titles.at(-1)}: \\d decisions? saved. The tagger has learned from the log up to entry ${log.length}\\.`
      )
    )
    const category = log.find(({ attribute }) => attribute === 'category')!
    const { data } = await desk.ask('query ($id: ID!) { product(id: $id) { category taxonomyCategory } }', {
      id: category.productId
    })
    t.match(data, { product: { category: /^Fashion\//, taxonomyCategory: category.value } })
    t.same(desk.problems, [])
  })

  t.test('accept, reject, an alternative and a value found by typing are what the log has', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    await page.locator('.question[aria-current]').waitFor()
    const [category] = await page.locator('.question .value').allTextContents()
    t.match(
      await page.getAttribute('.question[aria-current]', 'aria-label'),
      /^Category: .*, \d+ % sure, .*\. Not answered\.$/
    )

    await press(page, 'a')
    t.match(await page.getAttribute('.question >> nth=0', 'aria-label'), /Accepted\.$/)
    t.match(
      await page.getAttribute('.question[aria-current]', 'aria-label'),
      /^Color/,
      'the next question has the focus'
    )
    await press(page, 'k', 'c')
    await page.locator('[role=option]').first().waitFor()
    await page.keyboard.type('home lam')
    t.same(await page.locator('[role=option]').allTextContents(), ['Home › Lamp'])
    await page.keyboard.press('Enter')
    await page.locator('.answer.replace').waitFor()
    await page.locator('#asking:empty').waitFor({ state: 'attached' })
    const first = idOf(await titleOf(page))
    await press(page, 's')

    const second = idOf(await titleOf(page))
    await press(page, '1')
    const alternative = await page.getAttribute('.question >> nth=0', 'aria-label')
    await page.locator('#asking:empty').waitFor({ state: 'attached' })
    await press(page, 's')

    const third = idOf(await titleOf(page))
    await press(page, 'r', 's')
    await saved(page)

    const log = await logOf(desk)
    t.match(log, [
      { productId: first, attribute: 'category', verdict: 'REPLACE', replacement: 'Home/Lamp' },
      { productId: second, attribute: 'category', verdict: 'REPLACE' },
      { productId: third, attribute: 'category', verdict: 'REJECT', replacement: null }
    ])
    t.ok(category?.startsWith(log[0]!.value!.split('/').at(-1)!))
    t.match(alternative, `Changed to ${log[1]!.replacement!.split('/').join(' › ')}.`)
    t.equal(log.length, 3)
    t.match((await desk.ask('query ($id: ID!) { product(id: $id) { taxonomyCategory } }', { id: first })).data, {
      product: { taxonomyCategory: 'Home/Lamp' }
    })
    t.same(desk.problems, [])
  })

  t.test('another category asks for its own attributes, and undoing it for those from before', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    const attributes = async () => (await page.locator('.question .attribute').allTextContents()).join()
    const choose = async (category: string) => {
      await press(page, 'c')
      await page.locator('[role=option]').first().waitFor()
      await page.keyboard.type(category)
      await page.keyboard.press('Enter')
    }

    await choose('sofa')
    await page.locator('#asking:empty').waitFor({ state: 'attached' })
    await page.locator('.answer', { hasText: 'Sofa' }).waitFor()
    t.equal(await attributes(), 'Category,Color')
    await press(page, 'k')
    await choose('dress')
    await page.locator('.attribute', { hasText: 'Size' }).waitFor()
    t.match(await attributes(), /Category,Color,Size|Category,Size,Color/)
    await press(page, 'z')
    t.equal(await attributes(), 'Category,Color')
  })

  t.test('undo takes back an answer, then the last product with all that was written', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    const first = await titleOf(page)
    const before = (await desk.ask('query ($id: ID!) { product(id: $id) { category color } }', { id: idOf(first) }))
      .data

    await press(page, 'g')
    await saved(page)
    const second = await titleOf(page)
    await press(page, 'a', 'z')
    t.equal(await titleOf(page), second)
    t.equal(await page.locator('.answer').count(), 0)
    await press(page, 'z')
    t.equal(await titleOf(page), first)
    await saved(page)

    const log = await logOf(desk)
    t.ok(log.length > 0 && log.every(({ isReverted, productId }) => isReverted && productId === idOf(first)))
    t.same(
      (await desk.ask('query ($id: ID!) { product(id: $id) { category color } }', { id: idOf(first) })).data,
      before
    )
    await press(page, 's')
    t.equal(await titleOf(page), second, 'the product that was on the desk comes next')
  })

  t.test('undo of what is still on its way undoes it as well', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('mutation Review')) await held
      await route.continue()
    })
    const first = await titleOf(page)

    await press(page, 'g', 'g', 'z', 'z')
    t.equal(await titleOf(page), first)
    release()
    await saved(page)

    const log = await logOf(desk)
    t.ok(
      log.length > 0 && log.every(({ isReverted, productId }) => isReverted && productId === idOf(first)),
      'the second was never sent'
    )
  })

  t.test('a value more is added where a product can have several, and only there', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit('/review?attribute=color')
    const id = idOf(await titleOf(page))
    await press(page, '+')
    await page.locator('[role=option]').first().waitFor()
    await page.keyboard.type('green')
    await page.keyboard.press('Enter')
    await page.locator('.answer', { hasText: 'green' }).waitFor()
    await press(page, 's')
    await saved(page)
    t.match(await logOf(desk), [
      { productId: id, attribute: 'color', value: null, verdict: 'REPLACE', replacement: 'green' }
    ])

    const other = await desk.visit('/review?attribute=category')
    await press(other, '+')
    t.notOk(await other.isVisible('#picker'))
    t.match(await other.textContent('#said'), 'A product has one category only')
  })

  t.test('keys do nothing while somebody types, in a dialog, held down, with Ctrl, or turned off', async (t) => {
    const desk = await openDesk(t, browser)
    const page = await desk.visit()
    const title = await titleOf(page)

    await page.focus('#attribute')
    await page.keyboard.press('r')
    await page.keyboard.press('Escape')
    await page.locator('.question').first().focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('?')
    await page.locator('#help[open]').waitFor()
    await page.keyboard.press('a')
    t.match(await page.textContent('#help-keys'), /Accept the tag/)
    await page.getByLabel('Use these keys').uncheck()
    await page.keyboard.press('Escape')
    await page.keyboard.press('a')
    t.equal(await page.locator('.answer').count(), 0)

    await page.click('#open-help')
    await page.getByLabel('Use these keys').check()
    await page.keyboard.press('Escape')
    await page.evaluate(
      "document.querySelector('.question').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true }))"
    )
    t.equal(await titleOf(page), title)
    await page.keyboard.press('a')
    t.equal(await page.locator('.answer').count(), 1)
    t.same(await logOf(desk), [])
  })
})
