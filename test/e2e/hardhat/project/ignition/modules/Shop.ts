import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** A coin, a linked library, a shop, a first listing, and a second one that waits for the first one's event. */
export default buildModule('Shop', (m) => {
  const { library } = m;
  const owner = m.getAccount(0);
  const coin = m.contract('Coin', [owner]);
  const prices = library.call(m, 'Prices');
  const shop = m.contract('Shop', [coin], { libraries: { Prices: prices } });
  const first = m.call(shop, 'list', [m.getParameter('price', 1000n)], { id: 'first' });
  const id = m.readEventArgument(first, 'Listed', 'id');
  m.call(coin, 'transfer', [shop, id], { id: 'gift', after: [first] });
  const payment = m.send('payment', m.getAccount(1), 5n);
  m.call(shop, 'list', [2000n], { id: 'second', after: [payment] });
  return { coin, shop };
});
