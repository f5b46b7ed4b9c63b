import { describe, expect, it } from 'vitest';
import { LOGSQL } from './logsql.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';

/**
 * Every query that the reference of LogsQL shows, one a line, and at the end those that it describes, and ours.
 * Longer than 400 lines because: it is a list.
 */
const QUERIES = `
error
"and"
"error"
"error: cannot find file"
error AND _time:5m
_time:5m error
_time:5m error | sort by (_time)
_time:5m error | sort by (_time) desc | limit 10
error _time:5m | fields _time, _stream, _msg
_time:5m error NOT buggy_app
_time:5m error -buggy_app
_time:5m error -buggy_app -foobar
_time:5m error -(buggy_app OR foobar)
_time:5m log.level:error -(buggy_app OR foobar)
"_time":"5m" "log.level":"error" -("buggy_app" OR "foobar")
_time:5m log.level:error -(app:buggy_app OR app:foobar)
_time:5m log.level:error -app:(buggy_app OR foobar)
_time:5m log.level:error {app!~"buggy_app|foobar"}
_time:5m error | stats count() logs_with_error
_time:5m
_time:5m error | stats count() errors
"some 'field':123":i('some("value")') AND \`other"value'\`
_time:1h AND error
_time:day_range[08:00, 18:00)
_time:day_range(08:00, 18:00]
_time:day_range[08:00, 18:00) offset 2h
_time:1w _time:day_range[08:00, 18:00)
_time:week_range[Mon, Fri]
_time:week_range(Sun, Sat)
_time:week_range[Mon, Fri] offset 2h
_time:week_range[Mon, Fri] _time:day_range[08:00, 18:00)
_time:4w _time:week_range[Mon, Fri]
{app="nginx"}
app:="nginx"
_stream:{app="nginx"}
_stream_id:0000007b000001c850d9950ea6196b1a4812081265faa1c7
_time:1h _stream_id:0000007b000001c850d9950ea6196b1a4812081265faa1c7
_stream_id:in(0000007b000001c850d9950ea6196b1a4812081265faa1c7, 1230007b456701c850d9950ea6196b1a4812081265fff2a9)
_stream_id:in(_time:5m error | fields _stream_id)
log.level:error
სფერო:τιμή
"ip:remote":"1.2.3.45"
"ssh: login fail"
'"foo":"bar"'
event.original:"cannot open file"
შეტყობინება:"Το αρχείο δεν μπορεί να ανοίξει"
"some:message":"cannot open file"
err*
"unexpected fail"*
'"foo":"bar'*
log.level:err*
"log:level":err*
~"ampl"
response_size:>10KiB
username:<"John"
host.hostname:""
host.hostname:*
="fatal error: cannot find /foo/bar"
log.level:="error"
log.დონე:="შეცდომა"
"log:level":="error"
="Processing request"*
log.level:="err"*
log.დონე:="შეცდომა"*
"log:level":="err"*
log.level:(="error" OR ="fatal")
log.level:in("error", "fatal")
contains_all(foo, "bar baz")
foo AND "bar baz"
contains_any(foo, "bar baz")
foo OR "bar baz"
_time:5m AND user_id:in(_time:1d AND path:admin | fields user_id)
_time:5m _msg:contains_all(_time:1d is_admin:true | fields user_id)
_time:5m _msg:contains_any(_time:1d is_admin:true | fields user_id)
i(error)
log.level:i(error)
"log:level":i("error")
seq("error", "open file")
event.original:seq(error, "open file")
"event:original":seq(error, "open file")
~"err|warn"
'"foo":"(bar|baz)"'
event.original:~"err|warn"
"event:original":~"err|warn"
request.duration:range(4.2, Inf)
request.duration:>4.2
user.ip:ipv4_range(127.0.0.0, 127.255.255.255)
user.ip:ipv4_range("127.0.0.0/8")
user.ip:ipv4_range("1.2.3.4")
user.name:string_range(A, C)
len_range(5, 10)
len_range(5, inf)
foo:len_range(10, 20)
user_id:value_type(uint64)
user_id:eq_field(customer_id)
duration:le_field(max_duration)
duration:lt_field(max_duration)
field_name:(q1 OR q2 OR ... qN)
_time:5m | stats by (_stream) count() per_stream_logs | sort by (per_stream_logs desc) | limit 10
_time:5m | collapse_nums at _msg
_time:5m | collapse_nums
_time:1h | collapse_nums | top 5 by (_msg)
_time:1h | collapse_nums prettify
_time:5m | collapse_nums if (user_type:=admin) at foo
_time:5m | copy host as server
_time:5m | copy _time as timestamp, _msg as message
_time:5m | copy foo* as bar*
_time:5m | decolorize
_time:5m | decolorize _msg
_time:5m | delete host, app
_time:5m | delete foo*
_time:5m | extract 'email: <email>,' from foo | drop_empty_fields
_time:1d error | extract "ip=<ip> " from _msg | top 10 (ip)
_time:1d error | extract "ip=<ip> " | top 10 (ip)
_time:5m | extract '"ip":"<ip>"'
_time:5m | extract 'ip=<ip> ' keep_original_fields
_time:5m | extract 'ip=<ip> ' from foo skip_empty_results
_time:5m | extract if (ip:"") "ip=<ip> "
_time:5m | extract "ip=<ip> " keep_original_fields
_time:5m | extract_regexp "(?P<ip>([0-9]+[.]){3}[0-9]+)" from _msg
_time:5m | extract_regexp "(?P<ip>([0-9]+[.]){3}[0-9]+)"
_time:5m | extract_regexp 'ip=(?P<ip>([0-9]+[.]){3}[0-9]+)' keep_original_fields
_time:5m | extract_regexp 'ip=(?P<ip>([0-9]+[.]){3}[0-9]+)' from foo skip_empty_results
_time:5m | extract_regexp if (ip:"") "ip=(?P<ip>([0-9]+[.]){3}[0-9]+)"
_time:5m | extract_regexp "ip=(?P<ip>([0-9]+[.]){3}[0-9]+)" keep_original_fields
_time:1h error | facets
_time:1h error | facets 3
_time:1h error | facets 15 max_values_per_field 100000
_time:1h error | facets max_value_len 100
_time:1h error | facets keep_const_fields
_time:5m | field_names
_time:5m | field_values level
_time:5m | field_values user_id limit 10
_time:5m | fields host, _msg
_time:5m | keep host, _msg
_time:5m | fields foo*
_time:1h error | stats by (host) count() logs_count | filter logs_count:> 1_000
_time:1h error | stats by (host) count() logs_count | where logs_count:> 1_000
_time:1h error | stats by (host) count() logs_count | logs_count:> 1_000
_time:5m | first 10 by (request_duration)
_time:1h | first 3 by (request_duration) partition by (host)
_time:5m | format "request from <ip>:<port>" as _msg
_time:5m | format "request from <ip>:<port>"
_time:5m | format '{"_msg":<q:_msg>,"stacktrace":<q:stacktrace>}' as my_json
_time:5m | format 'uppercase foo: <uc:foo>, lowercase bar: <lc:bar>' as result
_time:5m | format 'url: http://foo.com/?user=<urlencode:user>'
_time:5m | format 'hex-encoded password: <hexencode:password>'
_time:5m | format 'base64-encoded password: <base64encode:password>'
_time:5m | format 'some_text' as foo keep_original_fields
_time:5m | format "<field1><field2>" as foo skip_empty_results
_time:5m | format if (ip:* and host:*) "request from <ip>:<host>" as message
_time:1d {app="app1"} | stats by (user) count() app1_hits | join by (user) ( _time:1d {app="app2"} | stats by (user) count() app2_hits )
_time:1d {app="app1"} | stats by (user) count() app1_hits | join by (user) ( _time:1d {app="app2"} | stats by (user) count() app2_hits ) inner
_time:1d {app="app1"} | stats by (user) count() app1_hits | join by (user) ( _time:1d {app="app2"} | stats by (user) count() app2_hits ) prefix "app2."
_time:5m | unpack_words _msg as words | json_array_len (words) as words_count | first 5 (words_count desc)
_time:5m | hash(user_id) as user_id_hash
_time:5m | last 10 by (request_duration)
_time:1h | last 3 by (request_duration) partition by (host)
_time:5m | len(_msg) as msg_len | sort by (msg_len desc) | limit 5
_time:5m | limit 100
error | head
_time:5m | math round(duration_msecs / 1000) as duration_secs
_time:5m | math round(request_duration, 1e9) as request_duration_nsecs | format '<duration:request_duration_nsecs>' as request_duration
_time:5m | eval (duration_secs * 1000) as duration_msecs
_time:5m | sort by (_time) | offset 100
_time:5m | pack_json as _msg
_time:5m | pack_json
_time:5m | pack_json fields (foo, bar) as baz
_time:5m | pack_json fields (foo.*, bar.*) as baz
_time:5m | pack_json as foo | fields foo
_time:5m | pack_logfmt as _msg
_time:5m | pack_logfmt
_time:5m | pack_logfmt fields (foo, bar) as baz
_time:5m | pack_logfmt fields (foo.*, bar.*) as baz
_time:5m | pack_logfmt as foo | fields foo
_time:5m | rename host as server
_time:5m | rename host as instance, app as job
_time:5m | rename foo* as bar*
_time:5m | rename foo* as *
_time:5m | rename * as foo*
_time:5m | replace ("secret-password", "***") at _msg
_time:5m | replace ("secret-password", "***")
_time:5m | replace ('foo', 'bar') at baz limit 1
_time:5m | replace if (user_type:=admin) ("secret", "***") at password
_time:5m | replace_regexp ("host-(.+?)-foo", "$1") at _msg
_time:5m | replace_regexp ("host-(.+?)-foo", "$1")
_time:5m | replace_regexp ('password: [^ ]+', '') at baz limit 1
_time:5m | replace_regexp if (user_type:=admin) ("password: [^ ]+", "") at foo
_time:1h error | sample 100
_time:5m | sort by (_stream, _time)
_time:5m | sort by (request_duration_seconds desc)
_time:5m | sort by (foo, bar) desc
_time:5m | sort (foo, bar) desc
_time:5m | order by (foo, bar) desc
_time:1h | sort by (request_duration desc) limit 10
_time:1h | last 10 by (request_duration)
_time:1h | sort by (request_duration desc) offset 10 limit 20
_time:1h | sort by (request_duration desc) partition by (host) limit 3
_time:5m | sort by (_time) rank as position
_time:5m | stats count() as logs_total
_time:5m | stats count() logs_total, count_uniq(_stream) streams_total
_time:5m | count() logs_total, count_uniq(_stream) streams_total
_time:5m | count(), count_uniq(_stream)
_time:5m | stats by (host, path) count() logs_total, count_uniq(ip) ips_total
_time:5m | stats (host, path) count() logs_total, count_uniq(ip) ips_total
_time:1w | stats by (_time:1d offset 2h) count() logs_total
_time:1h | stats by (request_size_bytes:10KB) count() requests
_time:5m | stats by (ip:/24) count() requests_per_subnet
_time:5m | stats count() if (GET) gets, count() if (POST) posts, count() if (PUT) puts, count() total
_time:5m panic | stream_context after 10
_time:5m stacktrace | stream_context before 5
_time:5m error | stream_context before 2 after 5
_time:5m error | stream_context before 10 time_window 1w
_time:5m | top 7 by (_stream)
_time:5m | top by (ip)
_time:5m | top by (path) hits as visits
_time:5m | top 10 by (ip) rank
_time:5m | top 10 by (ip) rank as position
_time:5m error | union (_time:1h panic)
_time:5m | uniq by (ip)
_time:5m | uniq by (host, path)
_time:5m | uniq by (host) with hits
_time:5m | uniq by (host, path) limit 100
_time:5m | uniq (host, path) limit 100
_time:5m | unpack_json from _msg
_time:5m | unpack_json
_time:5m | unpack_json from my_json fields (foo, bar)
_time:5m | unpack_json from foo fields (ip, host) keep_original_fields
_time:5m | unpack_json fields (ip, host) skip_empty_results
_time:5m | unpack_json from foo result_prefix "foo_"
_time:5m | unpack_json if (ip:"") from foo
_time:5m | unpack_logfmt from _msg
_time:5m | unpack_logfmt
_time:5m | unpack_logfmt from my_logfmt fields (foo, bar)
_time:5m | unpack_logfmt from foo fields (ip, host) keep_original_fields
_time:5m | unpack_logfmt fields (ip, host) skip_empty_results
_time:5m | unpack_logfmt from foo result_prefix "foo_"
_time:5m | unpack_logfmt if (ip:"") from foo
_time:5m | unpack_syslog from _msg
_time:5m | unpack_syslog
_time:5m | unpack_syslog offset 5h30m
_time:5m | unpack_syslog keep_original_fields
_time:5m | unpack_syslog from foo result_prefix "foo_"
_time:5m | unpack_syslog if (hostname:"") from foo
_time:5m | unpack_words from _msg as words
_time:5m | unpack_words from text as words drop_duplicates
_time:5m | unpack_words from _msg as words | unroll words | top 5 (words)
_time:5m | unroll (timestamp, value)
_time:5m | unroll if (value_type:="json_array") (value)
_time:5m | stats avg(duration) avg_duration
_time:5m | stats avg(foo*)
_time:5m | stats count() logs
_time:5m | stats count(username) logs_with_username
_time:5m | stats count(username, password) logs_with_username_or_password
_time:5m | stats count(foo*)
_time:5m | stats count_empty(username) logs_with_missing_username
_time:5m | stats count_empty(foo*)
_time:5m | stats count_uniq(ip) ips
_time:5m | stats count_uniq(host, path) unique_host_path_pairs
_time:5m | stats count_uniq(ip) limit 1_000_000 as ips_1_000_000
_time:5m | stats count_uniq_hash(ip) unique_ips_count
_time:5m | stats count_uniq_hash(host, path) unique_host_path_pairs
_time:5m | stats by (host) histogram(response_size)
_time:5m | stats histogram(response_size) as buckets | unroll (buckets) | unpack_json from buckets
_time:5m | stats by (app) json_values(_time, _msg) as json_logs
_time:5m | stats json_values() as json_logs
_time:5m | stats by (host) json_values() limit 3 as json_logs
_time:5m | stats max(duration) max_duration
_time:5m | stats median(duration) median_duration
_time:5m | stats min(duration) min_duration
_time:5m | stats quantile(0.5, request_duration_seconds) p50, quantile(0.9, request_duration_seconds) p90, quantile(0.99, request_duration_seconds) p99
_time:5m error | stats rate()
_time:5m | stats rate_sum(bytes_sent)
_time:5m | stats by (_stream) row_any() as sample_row
_time:5m | stats row_any(_time, path) as time_and_path_sample
_time:5m | stats row_max(duration) as log_with_max_duration
_time:5m | stats row_max(duration, _time, path, duration) as time_and_path_with_max_duration
_time:5m | stats row_min(duration) as log_with_min_duration
_time:5m | stats row_min(duration, _time, path, duration) as time_and_path_with_min_duration
_time:5m | stats sum(duration) sum_duration
_time:5m | stats sum_len(_msg) messages_len
_time:5m | stats uniq_values(ip) unique_ips
_time:5m | stats uniq_values(ip) limit 100 as unique_ips_100
_time:5m | stats values(ip) ips
error | stats by (_stream) count() logs | sort by (logs) desc | limit 5
options(concurrency=2) _time:1d | count_uniq(user_id)
user_id:in(options(ignore_global_time_filter=true) _time:2024-12Z | keep user_id) | count()
user_id:in(_time:2024-12Z | keep user_id) | count()
_time:5m host:"api-" level:error "database" | stats by (app) count()
_time:5m host:"api-" level:error "database" | count()
_time:5m level:error | count()
_time:5m host:"api-" | count()
_time:5m "database" | count()
app:=nginx
_time:1d | count_uniq(_stream_id)
_time:1d | top 10 by (_stream)
_time:1d {app="nginx"} | stats count_uniq(_stream) as streams, count() as logs
_time:1d | keep kubernetes.pod_name, kubernetes.pod_namespace | block_stats
_time:1d | keep kubernetes.pod_name, kubernetes.pod_namespace | block_stats | stats by (field) sum(values_bytes) values_bytes_on_disk, sum(rows) rows | sort by (values_bytes_on_disk) desc
_time:5m error | count()
_time:5m error | extract 'user_id=(<uid>)' from _msg | count()
_time:5m error | extract 'user_id=(<uid>)' from _msg | stats by (uid) count() as errors | count()
_time:5m error | extract 'user_id=(<uid>)' from _msg | stats by (uid) count() as errors | sort by (errors) desc limit 10 | count()
error -buggy_app OR foobar
_time:2.5d15m42.345s
_time:1y
_time:>1h
_time:>=1h
_time:<1h
_time:<=1h
_time:2023-04-25Z
_time:2023-02Z
_time:2023Z
_time:2023-04-25T22Z
_time:2023-04-25T22:45Z
_time:2023-04-25T22:45:59Z
_time:>2023-04-25Z
_time:>=2023-04-25Z
_time:<2023-04-25Z
_time:<=2023-04-25Z
_time:[2023-04-01Z, 2023-04-30Z]
_time:[2023-02-01Z, 2023-03-01Z)
_time:2023-04-25+05:30
_time:2023-02-07:00
_time:2023-10-20
_time:offset 1h
_time:5m offset 1h
_time:2023-07Z offset 5h30m
_time:[2023-02-01Z, 2023-03-01Z) offset 1w
{app in ("nginx", "foo.bar")}
{app not_in ("nginx", "foo.bar")}
{app=~"nginx|foo\\\\.bar"}
i("ssh: login fail")
i(err*)
i(error*)
unexpected* AND fail*
~"(?i)ampl"
~"foo\\\\.bar"
="processing request"* OR ="Processing request"*
range[1, 10)
range(1, 10]
range[1, 10]
range(1, 10)
ip:(ipv4_range("10.0.0.0/8") OR ipv4_range(127.0.0.1) OR ipv4_range(1.2.3.4, 1.2.3.9))
user.name:string_range(C, E)
len_range(0xff, 0xABCD)
len_range(0b100110, 0b11111101)
len_range(1_000, 2_345_678)
NOT user_id:eq_field(customer_id)
NOT info OR debug
NOT (info OR debug)
-info
!info
(error OR warn) AND host.hostname:host123
error ~"/foo/(bar|baz)"
_time:5m | cp foo bar
_time:5m | drop host
_time:5m | del host
_time:5m | rm host
_time:5m | head 100
_time:5m | skip 10
_time:5m | mv foo bar
_time:5m | unpack_json fields(prefix*)
_time:5m | unpack_logfmt fields(prefix*)
_time:5m | format "num=<hexnumdecode:some_hex_field>"
_time:5m | format "time=<time:timestamp>"
_time:5m | format "duration=<duration:duration_nsecs>"
_time:5m | format "ip=<ipv4:ip_num>"
_time:5m | format "hex_num=<hexnumencode:some_field>"
_time:5m | extract "<ip> <_> <path> <_> <user_agent>"
_time:5m | extract "some json string array: [<plain:json_array>]"
_time:5m | extract "<left> &lt; <right>"
_time:5m | math round(temperature, 0.1)
_time:5m | math errors_total / requests_total, (a + b) * c, 1MiB + "2024-05-15T10:20:30.934324Z" - "12.34.56.78"
_time:5m | math a & b or c xor d default e % f ^ g, max(a, b, c) - min(a, b), abs(a) + ceil(b) + exp(c) + floor(d) + ln(e) + now() + rand()
_time:5m | stats by (_time:month) count()
_time:5m | stats by (_time:week offset -2h) count()
_time:5m | stats quantile(0.5, prefix*), max(prefix*), row_max(field, prefix*)
"escape\\"doublequote and \\\\ backslash" 'escape\\'singlequote and \\\\ backslash' \`raw \\ " '\`
_time:5m | patterns 20
min_severity:30 | patterns at body
`;

describe('the queries of the reference', () => {
  it.each(QUERIES.trim().split('\n'))('%s', (text) => {
    const tree = parse(text, LOGSQL);
    expect(parse(print(tree, LOGSQL), LOGSQL)).toEqual(tree);
  });

  it('are all there', () => {
    expect(QUERIES.trim().split('\n')).toHaveLength(381);
  });
});
