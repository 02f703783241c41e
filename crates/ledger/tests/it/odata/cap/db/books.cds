// The books of a small company, as a CAP developer would model them.
namespace acme;

entity Clients {
  key id          : UUID;
      name        : String(200);
      taxId       : String(20);
      city        : String(60);
      creditLimit : Decimal(15, 2);
      rating      : Integer;
      turnover    : Int64;
      blocked     : Boolean;
      since       : Date;
      changed     : Timestamp;
      sales       : Association to many Sales on sales.client = $self;
}

entity Sales {
  key number  : String(20);
      client  : Association to Clients;
      date    : Date;
      booked  : DateTime;
      total   : Decimal(15, 2);
      status  : String(20);
}
