import type { LineFamily } from '../line-template.ts';

const fields = { host: '{node}', stream: 'stdout' };
const ids = 'TraceID: {trace} SpanID: {span}';

/** A ticket office of some thirty services: bracketed steps, objects printed as text, a few characters beyond ASCII. */
export const RAIL: LineFamily = {
  tag: 'railticket',
  weight: 111,
  incidentFactor: 1.2,
  lines: [
    {
      weight: 24,
      source: 'ts-seat-service',
      message: `s.s.SeatServiceImpl#{line} ${ids} [leftTickets][train number starts with G or D][trainNumber: {trainNumber}]`,
      fields,
    },
    {
      weight: 14,
      source: 'ts-seat-service',
      message: `s.s.SeatServiceImpl#{line} ${ids} [leftTickets][tickets of the order][result: Response(status=1, msg=Success, data=LeftTickets[sold=[Ticket(seat={offset}, from={city}, to={city.2}), Ticket(seat={offset.2}, from={city.2}, to={city.3}), Ticket(seat={offset.3}, from={city}, to={city.3})]])]`,
      fields,
    },
    {
      weight: 20,
      source: 'ts-{railService}-service',
      message: `r.s.{railService}.ServiceImpl#{line} ${ids} [{railStep}][id: {uuid}]`,
      fields,
    },
    {
      weight: 16,
      source: 'ts-{railService}-service',
      message: `r.c.{railService}.Controller#{line} ${ids} [{railStep}]`,
      fields,
    },
    {
      weight: 13,
      source: 'ts-basic-service',
      message: `b.s.BasicServiceImpl#{line} ${ids} [queryForTravel][all done][result: TravelResult(status=true, percent=1.0, trainType=TrainType(id={uuid}, name=Express, economy={count}, comfort={count.2}, speed={line.2}), prices=[economy={amount}, comfort={amount.2}], route=Route(id={uuid.2}, stations=[{city}, {city.2}, {city.3}]))]`,
      fields,
    },
    {
      weight: 12,
      source: 'ts-travel-service',
      message: `t.s.TravelServiceImpl#{line} ${ids} [getTickets][distance][calculated：{count} km, {city} → {city.2}, leaves {date} {clock}]`,
      fields,
    },
    {
      weight: 3,
      source: 'ts-order-service',
      level: 'WARN',
      message: `o.s.OrderServiceImpl#{line} ${ids} [soldTickets][no content][date: {date}, train number: {trainNumber}]`,
      fields,
    },
    {
      weight: 1.5,
      source: 'ts-{railService}-service',
      level: 'WARN',
      message: `r.s.{railService}.ServiceImpl#{line} ${ids} [{railStep}][nothing found][id: {uuid}]`,
      fields,
    },
    {
      weight: 1,
      source: 'ts-{railService}-service',
      level: 'ERROR',
      message: `o.a.c.[dispatcherServlet]#{line} ${ids} Servlet.service() threw exception [request failed; nested exception is java.lang.NullPointerException]\njava.lang.NullPointerException: null\n\tat rail.{railService}.ServiceImpl.handle(ServiceImpl.java:{line.2}) ~[classes!/:1.0]\n\tat rail.{railService}.Controller.handle(Controller.java:{line.3}) ~[classes!/:1.0]\n\tat java.lang.Thread.run(Thread.java:748) [?:1.8.0]`,
      fields,
    },
    {
      weight: 0.4,
      source: 'ts-{railService}-service',
      level: 'ERROR',
      message: `r.s.{railService}.ServiceImpl#{line} ${ids} [{railStep}][calling the payment service failed][connection timed out after {slowMs} ms]`,
      fields,
    },
    {
      weight: 0.8,
      source: 'ts-auth-service',
      message: `a.s.TokenServiceImpl#{line} ${ids} [getToken][success][token: {token}]`,
      fields,
    },
  ],
};
