using acme from '../db/books';

@path: '/books'
@requires: 'any'
service Books {
  // Writable on purpose: that nothing is written is the client's doing.
  entity Clients as projection on acme.Clients;
  @cds.query.limit: { default: 3, max: 3 }
  entity Sales as projection on acme.Sales;
}
