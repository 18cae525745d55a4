<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru">
<context>
    <name>squall::AuthPage</name>
    <message>
        <source>${NAME} is read from the environment when the run starts, and only such references are saved.</source>
        <translation>${NAME} берётся из окружения при запуске; сохраняются только такие ссылки.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>user and password</source>
        <translation>имя и пароль</translation>
    </message>
    <message>
        <source>bearer token</source>
        <translation>токен (Bearer)</translation>
    </message>
    <message>
        <source>Sign in as:</source>
        <translation>Вход:</translation>
    </message>
    <message>
        <source>User:</source>
        <translation>Имя:</translation>
    </message>
    <message>
        <source>Password:</source>
        <translation>Пароль:</translation>
    </message>
    <message>
        <source>Token:</source>
        <translation>Токен:</translation>
    </message>
    <message>
        <source>Type the name of the user.</source>
        <translation>Введите имя пользователя.</translation>
    </message>
    <message>
        <source>The name of a user has no colon.</source>
        <translation>В имени пользователя не бывает двоеточия.</translation>
    </message>
    <message>
        <source>Type the token.</source>
        <translation>Введите токен.</translation>
    </message>
    <message>
        <source>user %1</source>
        <translation>пользователь %1</translation>
    </message>
</context>
<context>
    <name>squall::BodyPage</name>
    <message>
        <source>Choose a file with the body</source>
        <translation>Выберите файл с телом запроса</translation>
    </message>
    <message>
        <source>In the place of the text; read when the run starts</source>
        <translation>Вместо текста; читается при запуске</translation>
    </message>
    <message>
        <source>Text:</source>
        <translation>Текст:</translation>
    </message>
    <message>
        <source>Or a file:</source>
        <translation>Или файл:</translation>
    </message>
    <message>
        <source>body from %1</source>
        <translation>тело из %1</translation>
    </message>
    <message>
        <source>body %1</source>
        <translation>тело %1</translation>
    </message>
</context>
<context>
    <name>squall::ButtonRow</name>
    <message>
        <source>More</source>
        <translation>Ещё</translation>
    </message>
</context>
<context>
    <name>squall::CapacityDialog</name>
    <message>
        <source>Due/s</source>
        <translation>Назначено/с</translation>
    </message>
    <message>
        <source>Good/s</source>
        <translation>Успешно/с</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>p99 by the rate that was due</source>
        <translation>p99 в зависимости от назначенной частоты</translation>
    </message>
    <message>
        <source>Find the capacity</source>
        <translation>Найти предел</translation>
    </message>
    <message>
        <source>Rates that were tried</source>
        <translation>Испытанные частоты</translation>
    </message>
    <message>
        <source>&amp;Bound that the target must keep:</source>
        <translation>&amp;Граница, которую сервер должен держать:</translation>
    </message>
    <message>
        <source>Rates are tried from low to high, a few seconds each, until the bound breaks; it takes about a minute.</source>
        <translation>Частоты испытываются от низкой к высокой, по нескольку секунд каждая, пока граница не нарушится; это занимает около минуты.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Начать</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>выдержано</translation>
    </message>
</context>
<context>
    <name>squall::CompareCharts</name>
    <message>
        <source>Good requests per second</source>
        <translation>Успешных запросов в секунду</translation>
    </message>
    <message>
        <source>Latency: p50, and p99 dotted</source>
        <translation>Задержка: p50, точками p99</translation>
    </message>
    <message>
        <source>Latency by percentile</source>
        <translation>Задержка по перцентилям</translation>
    </message>
    <message>
        <source>%1: %2 good requests</source>
        <translation>%1: успешных запросов %2</translation>
    </message>
    <message>
        <source>%1: p50 %2, p99 %3</source>
        <translation>%1: p50 %2, p99 %3</translation>
    </message>
</context>
<context>
    <name>squall::ComparePanel</name>
    <message>
        <source>Good requests/s</source>
        <translation>Успешных запросов/с</translation>
    </message>
    <message>
        <source>Share of errors</source>
        <translation>Доля ошибок</translation>
    </message>
    <message>
        <source>better</source>
        <translation>лучше</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>хуже</translation>
    </message>
    <message>
        <source>no difference seen</source>
        <translation>разницы не видно</translation>
    </message>
    <message>
        <source>cannot tell</source>
        <translation>сказать нельзя</translation>
    </message>
    <message>
        <source>cannot tell: too few requests</source>
        <translation>сказать нельзя: слишком мало запросов</translation>
    </message>
    <message numerus="yes">
        <source>cannot tell; %1 runs of each in turns would</source>
        <translation>
            <numerusform>сказать нельзя; нужен %1 прогон каждого по очереди</numerusform>
            <numerusform>сказать нельзя; нужны %1 прогона каждого по очереди</numerusform>
            <numerusform>сказать нельзя; нужно %1 прогонов каждого по очереди</numerusform>
        </translation>
    </message>
    <message>
        <source> pp</source>
        <comment>percentage points</comment>
        <translation> п. п.</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>от %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>от %1 до %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Показатель</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>Основа</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Новый</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Изменение</translation>
    </message>
    <message>
        <source>Interval (99 %)</source>
        <translation>Интервал (99 %)</translation>
    </message>
    <message>
        <source>Word</source>
        <translation>Вывод</translation>
    </message>
    <message>
        <source>Choose two runs in the history to see whether one is better.</source>
        <translation>Выберите в истории два прогона, чтобы узнать, лучше ли один из них.</translation>
    </message>
    <message>
        <source>Show history</source>
        <translation>Показать историю</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Различия</translation>
    </message>
    <message>
        <source>%1 against %2: %3</source>
        <translation>%1 по сравнению с %2: %3</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>и ещё %1</translation>
    </message>
    <message>
        <source>cannot tell; longer runs would</source>
        <translation>сказать нельзя; нужны прогоны дольше</translation>
    </message>
    <message>
        <source>cannot tell; more than 1000 runs of each would</source>
        <translation>сказать нельзя; нужно более 1000 прогонов каждого</translation>
    </message>
</context>
<context>
    <name>squall::CoreWords</name>
    <message>
        <source>the address is empty</source>
        <translation>адрес пуст</translation>
    </message>
    <message>
        <source>the address holds a line break or control character</source>
        <translation>в адресе есть перевод строки или управляющий символ</translation>
    </message>
    <message>
        <source>the address holds a space; write it as %20</source>
        <translation>в адресе есть пробел; пишите его как %20</translation>
    </message>
    <message>
        <source>the host is missing</source>
        <translation>не указан узел</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not http or https</source>
        <translation>«%1» — не http и не https</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a host name</source>
        <translation>«%1» — не имя узла</translation>
    </message>
    <message>
        <source>port &quot;%1&quot; is not a number from 1 to 65535</source>
        <translation>порт «%1» — не число от 1 до 65535</translation>
    </message>
    <message>
        <source>what stands in [ ] is not an IPv6 address</source>
        <translation>в скобках [ ] не адрес IPv6</translation>
    </message>
    <message>
        <source>after ] only a port may follow</source>
        <translation>после ] может стоять только порт</translation>
    </message>
    <message>
        <source>an IPv6 address needs brackets: http://[::1]:8080/</source>
        <translation>адресу IPv6 нужны скобки: http://[::1]:8080/</translation>
    </message>
    <message>
        <source>a % in user or password must be followed by two digits</source>
        <translation>за % в имени или пароле должны стоять две цифры</translation>
    </message>
    <message>
        <source>user or password holds a control character</source>
        <translation>в имени или пароле есть управляющий символ</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a header name</source>
        <translation>«%1» — не имя заголовка</translation>
    </message>
    <message>
        <source>the value of %1 holds a line break or NUL</source>
        <translation>в значении %1 есть перевод строки или NUL</translation>
    </message>
    <message>
        <source>%1 follows from the body; leave it out</source>
        <translation>%1 следует из тела; не указывайте его</translation>
    </message>
    <message>
        <source>CONNECT asks for a tunnel, which is no load</source>
        <translation>CONNECT просит туннель, а это не нагрузка</translation>
    </message>
    <message>
        <source>the environment variable %1 is not set</source>
        <translation>переменная окружения %1 не задана</translation>
    </message>
    <message>
        <source>cannot read &quot;%1&quot;</source>
        <translation>«%1» не читается</translation>
    </message>
    <message>
        <source>stages need a length each, and targets of which one is above 0</source>
        <translation>каждому этапу нужна длительность, и хотя бы одна цель должна быть больше 0</translation>
    </message>
    <message>
        <source>the warm-up must be at most 168h</source>
        <translation>разогрев не может быть дольше 168 ч</translation>
    </message>
    <message>
        <source>a request loop was busy %1 of the time; more threads or another machine would show more</source>
        <translation>один из потоков был занят %1 времени; больше потоков или другой компьютер показали бы больше</translation>
    </message>
    <message>
        <source>a request loop waited %1 of the time for a processor; something else uses this machine</source>
        <translation>один из потоков ждал процессора %1 времени; компьютер занят чем-то ещё</translation>
    </message>
    <message>
        <source>%1 of the requests left %2 or more after they were due, though a connection was free</source>
        <translation>%1 запросов ушли позже срока на %2 или больше, хотя свободное соединение было</translation>
    </message>
    <message>
        <source>the run was too short (under 50 ms) to tell server and generator apart</source>
        <translation>прогон слишком короток (меньше 50 мс), чтобы отличить сервер от генератора</translation>
    </message>
    <message>
        <source>the hypervisor took %1 of this machine&apos;s CPU time away</source>
        <translation>гипервизор отнял %1 процессорного времени этого компьютера</translation>
    </message>
    <message>
        <source>the busiest request loop had work %1 of the time, so the generator had room left</source>
        <translation>самый занятый поток работал %1 времени, так что у генератора был запас</translation>
    </message>
    <message>
        <source>%1 of the requests left within %2 of their time</source>
        <translation>%1 запросов ушли не позже чем через %2 после срока</translation>
    </message>
    <message>
        <source>the CPU quota of this process stopped it for %1</source>
        <translation>квота ЦП останавливала эту программу на %1</translation>
    </message>
    <message>
        <source>%1 attempts to connect failed for want of ports or descriptors here</source>
        <translation>%1 попыток соединиться не удались: здесь не хватило портов или дескрипторов</translation>
    </message>
    <message>
        <source>%1 connections need more file descriptors than the %2 that this process may open; %3 connections would fit (see ulimit -Hn)</source>
        <translation>%1 соединениям нужно больше дескрипторов файлов, чем %2, доступных программе; хватило бы на %3 соединений (см. ulimit -Hn)</translation>
    </message>
    <message>
        <source>the plan opens up to %1 connections within a minute, and this machine has %2 local ports for them; attempts past those may fail (see net.ipv4.ip_local_port_range)</source>
        <translation>план открывает до %1 соединений в минуту, а локальных портов у этого компьютера %2; лишние попытки могут не удаться (см. net.ipv4.ip_local_port_range)</translation>
    </message>
    <message>
        <source>the server&apos;s certificate has expired</source>
        <translation>срок сертификата сервера истёк</translation>
    </message>
    <message>
        <source>the server&apos;s certificate is not valid yet</source>
        <translation>срок сертификата сервера ещё не наступил</translation>
    </message>
    <message>
        <source>the server&apos;s certificate is for another host</source>
        <translation>сертификат сервера выдан другому узлу</translation>
    </message>
    <message>
        <source>the server&apos;s certificate is self-signed</source>
        <translation>сертификат сервера подписан им самим</translation>
    </message>
    <message>
        <source>the server&apos;s certificate is from an unknown authority</source>
        <translation>сертификат сервера выдан неизвестным центром</translation>
    </message>
    <message>
        <source>the server&apos;s certificate was refused</source>
        <translation>сертификат сервера отвергнут</translation>
    </message>
    <message>
        <source>the server does not speak TLS on this port</source>
        <translation>на этом порту сервер не говорит на TLS</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not of the form HOST:PORT:HOST2:PORT2, such as a.test:443::8443</source>
        <translation>«%1» не имеет вида ХОСТ:ПОРТ:ХОСТ2:ПОРТ2, например a.test:443::8443</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not of the form HOST:PORT:ADDRESS, such as a.test:80:127.0.0.1</source>
        <translation>«%1» не имеет вида ХОСТ:ПОРТ:АДРЕС, например a.test:80:127.0.0.1</translation>
    </message>
    <message>
        <source>a proxy is http://HOST:PORT or socks5://HOST:PORT, not %1</source>
        <translation>прокси задаётся как http://ХОСТ:ПОРТ или socks5://ХОСТ:ПОРТ, а не %1</translation>
    </message>
    <message>
        <source>a proxy needs a port and has no path: http://HOST:PORT</source>
        <translation>прокси нужен порт, а путь у него не бывает: http://ХОСТ:ПОРТ</translation>
    </message>
    <message>
        <source>user or password for the proxy is too long</source>
        <translation>имя или пароль для прокси слишком длинны</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not of the form /pointer/into/json=VALUE</source>
        <translation>«%1» не имеет вида /путь/в/json=ЗНАЧЕНИЕ</translation>
    </message>
    <message>
        <source>there is no proxy on the way to a Unix socket</source>
        <translation>на пути к сокету Unix прокси не бывает</translation>
    </message>
    <message>
        <source>the path of a Unix socket has at most 107 bytes</source>
        <translation>путь к сокету Unix не длиннее 107 байт</translation>
    </message>
    <message>
        <source>at most 10 redirects are followed</source>
        <translation>можно следовать не более чем 10 перенаправлениям</translation>
    </message>
    <message>
        <source>cannot use the key &quot;%1&quot;: it needs a passphrase</source>
        <translation>ключ «%1» не подходит: нужна парольная фраза</translation>
    </message>
    <message>
        <source>cannot use the key &quot;%1&quot;: wrong passphrase</source>
        <translation>ключ «%1» не подходит: парольная фраза неверна</translation>
    </message>
    <message>
        <source>cannot use the certificate &quot;%1&quot;: it needs a passphrase</source>
        <translation>сертификат «%1» не подходит: нужна парольная фраза</translation>
    </message>
    <message>
        <source>cannot use the certificate &quot;%1&quot;: wrong passphrase</source>
        <translation>сертификат «%1» не подходит: парольная фраза неверна</translation>
    </message>
    <message>
        <source>cannot use the certificate &quot;%1&quot;: it lacks the certificate or its key</source>
        <translation>сертификат «%1» не подходит: в файле нет сертификата или его ключа</translation>
    </message>
    <message>
        <source>%1 The search was not finished.</source>
        <translation>%1 Поиск не закончен.</translation>
    </message>
    <message>
        <source>Nothing was tried.</source>
        <translation>Ничего не испытано.</translation>
    </message>
    <message>
        <source>The search ended early: %1.</source>
        <translation>Поиск закончился раньше времени: %1.</translation>
    </message>
    <message>
        <source>The target bears %1 at least; at %2 this machine is the limit: %3.</source>
        <translation>Сервер держит не меньше %1; при %2 пределом становится эта машина: %3.</translation>
    </message>
    <message>
        <source>The target bears an unknown rate; at %1 this machine is the limit: %2.</source>
        <translation>Сколько держит сервер, неизвестно; при %1 пределом становится эта машина: %2.</translation>
    </message>
    <message>
        <source>The target does not even bear %1: %2.</source>
        <translation>Сервер не держит даже %1: %2.</translation>
    </message>
    <message>
        <source>The target bears %1, the highest rate that was tried.</source>
        <translation>Сервер держит %1, наибольшую испытанную частоту.</translation>
    </message>
    <message>
        <source>The target bears about %1 (between %2 and %3); at %4 %5.</source>
        <translation>Сервер держит около %1 (между %2 и %3); при %4: %5.</translation>
    </message>
    <message>
        <source>%1 did not hold</source>
        <translation>граница %1 не выдержана</translation>
    </message>
    <message>
        <source>only %1 of what was due was answered</source>
        <translation>ответ получили только %1 назначенных запросов</translation>
    </message>
    <message>
        <source>it was cancelled</source>
        <translation>отменено</translation>
    </message>
    <message>
        <source>in BASE the generator was the limit, not the server alone: %1</source>
        <translation>в основе пределом был генератор, а не только сервер: %1</translation>
    </message>
    <message>
        <source>in NEW the generator was the limit, not the server alone: %1</source>
        <translation>в новом прогоне пределом был генератор, а не только сервер: %1</translation>
    </message>
    <message>
        <source>BASE did not run to its end</source>
        <translation>основа не дошла до конца</translation>
    </message>
    <message>
        <source>NEW did not run to its end</source>
        <translation>новый прогон не дошёл до конца</translation>
    </message>
    <message>
        <source>BASE took less than five seconds, so its interval is wide; ten tell more</source>
        <translation>основа длилась меньше пяти секунд, поэтому её интервал широк; десять скажут больше</translation>
    </message>
    <message>
        <source>NEW took less than five seconds, so its interval is wide; ten tell more</source>
        <translation>новый прогон длился меньше пяти секунд, поэтому его интервал широк; десять скажут больше</translation>
    </message>
    <message>
        <source>the plans differ in: %1</source>
        <translation>планы различаются: %1</translation>
    </message>
    <message>
        <source>the runs were made on different machines or systems</source>
        <translation>прогоны сделаны на разных машинах или системах</translation>
    </message>
    <message>
        <source>server and client share no version of TLS</source>
        <translation>у сервера и клиента нет общей версии TLS</translation>
    </message>
    <message>
        <source>the TLS handshake was refused</source>
        <translation>в рукопожатии TLS отказано</translation>
    </message>
    <message>
        <source>the server closed the connection during the TLS handshake</source>
        <translation>сервер закрыл соединение во время рукопожатия TLS</translation>
    </message>
    <message>
        <source>the server does not offer the version of HTTP that was asked for</source>
        <translation>сервер не предлагает запрошенную версию HTTP</translation>
    </message>
    <message>
        <source>the TLS connection was cut off without a goodbye</source>
        <translation>соединение TLS оборвано без прощания</translation>
    </message>
    <message>
        <source>what came is not a valid TLS record</source>
        <translation>пришедшее — не запись TLS</translation>
    </message>
    <message>
        <source>the first line is not an HTTP/1.x status line</source>
        <translation>первая строка — не строка состояния HTTP/1.x</translation>
    </message>
    <message>
        <source>malformed header line</source>
        <translation>испорченная строка заголовка</translation>
    </message>
    <message>
        <source>a line ends in CR or LF alone</source>
        <translation>строка кончается одним CR или LF</translation>
    </message>
    <message>
        <source>NUL byte in the head</source>
        <translation>нулевой байт в заголовках</translation>
    </message>
    <message>
        <source>head of more than 64 KiB</source>
        <translation>заголовки длиннее 64 КиБ</translation>
    </message>
    <message>
        <source>more than 256 header fields</source>
        <translation>больше 256 полей заголовка</translation>
    </message>
    <message>
        <source>Content-Length is not a number</source>
        <translation>значение Content-Length — не число</translation>
    </message>
    <message>
        <source>more than one Content-Length</source>
        <translation>несколько разных Content-Length</translation>
    </message>
    <message>
        <source>both Content-Length and Transfer-Encoding</source>
        <translation>сразу и Content-Length, и Transfer-Encoding</translation>
    </message>
    <message>
        <source>Transfer-Encoding that cannot be framed</source>
        <translation>Transfer-Encoding, по которому не найти конец ответа</translation>
    </message>
    <message>
        <source>malformed chunk</source>
        <translation>испорченный фрагмент (chunk)</translation>
    </message>
    <message>
        <source>trailers of more than 64 KiB</source>
        <translation>завершающие поля длиннее 64 КиБ</translation>
    </message>
    <message>
        <source>101 Switching Protocols without being asked</source>
        <translation>непрошеный ответ 101 Switching Protocols</translation>
    </message>
    <message>
        <source>more than 32 interim (1xx) responses</source>
        <translation>больше 32 промежуточных ответов (1xx)</translation>
    </message>
    <message>
        <source>bytes after the end of the response</source>
        <translation>лишние байты после конца ответа</translation>
    </message>
    <message>
        <source>what came is not HTTP/2 or breaks its rules</source>
        <translation>пришедшее — не HTTP/2 или нарушает его правила</translation>
    </message>
    <message>
        <source>a header block of HTTP/2 that cannot be decompressed</source>
        <translation>блок заголовков HTTP/2, который не распаковать</translation>
    </message>
    <message>
        <source>more data than the flow control of HTTP/2 allows</source>
        <translation>данных больше, чем разрешает управление потоком HTTP/2</translation>
    </message>
    <message>
        <source>a flood of HTTP/2 frames that ask for an answer</source>
        <translation>поток кадров HTTP/2, требующих ответа</translation>
    </message>
    <message>
        <source>a malformed HTTP/2 response</source>
        <translation>испорченный ответ HTTP/2</translation>
    </message>
    <message>
        <source>what answers is no such proxy</source>
        <translation>ответивший — не такой прокси</translation>
    </message>
    <message>
        <source>the proxy wants other credentials</source>
        <translation>прокси требует другие имя и пароль</translation>
    </message>
    <message>
        <source>the proxy does not allow this target</source>
        <translation>прокси не пускает к этому адресу</translation>
    </message>
    <message>
        <source>the proxy cannot reach the target</source>
        <translation>прокси не может связаться с целью</translation>
    </message>
    <message>
        <source>the proxy refused</source>
        <translation>прокси отказал</translation>
    </message>
    <message>
        <source>the proxy closed the connection</source>
        <translation>прокси закрыл соединение</translation>
    </message>
    <message>
        <source>no connection within %1</source>
        <translation>нет соединения за %1</translation>
    </message>
    <message>
        <source>no port was reserved for the built-in target</source>
        <translation>для встроенного сервера не занят порт</translation>
    </message>
    <message>
        <source>cannot start %1</source>
        <translation>не удалось запустить %1</translation>
    </message>
    <message>
        <source>cannot use the authorities in &quot;%1&quot;</source>
        <translation>не удалось использовать центры сертификации из «%1»</translation>
    </message>
    <message>
        <source>cannot use the key &quot;%1&quot;</source>
        <translation>не удалось использовать ключ «%1»</translation>
    </message>
    <message>
        <source>cannot use the certificate &quot;%1&quot;</source>
        <translation>не удалось использовать сертификат «%1»</translation>
    </message>
    <message>
        <source>the plan is not a JSON object</source>
        <translation>план — не объект JSON</translation>
    </message>
    <message>
        <source>&quot;schema&quot; must be &quot;%1&quot;</source>
        <translation>«schema» должно быть «%1»</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a field of a plan</source>
        <translation>в плане нет поля «%1»</translation>
    </message>
    <message>
        <source>must be %1</source>
        <translation>здесь нужно: %1</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>текст</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true или false</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>число</translation>
    </message>
    <message>
        <source>a time, such as &quot;30s&quot;</source>
        <translation>время, например &quot;30s&quot;</translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation>список текстов</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>объект</translation>
    </message>
    <message>
        <source>a list of stages</source>
        <translation>список этапов</translation>
    </message>
    <message>
        <source>is too large</source>
        <translation>слишком велико</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is none of its words</source>
        <translation>слово «%1» здесь не подходит</translation>
    </message>
    <message>
        <source>must be a whole number, such as 1000 or &quot;10k&quot;</source>
        <translation>здесь нужно целое число, например 1000 или &quot;10k&quot;</translation>
    </message>
    <message>
        <source>needs a rate or connections, the same in every stage</source>
        <translation>нужна частота или число соединений, одно и то же на каждом этапе</translation>
    </message>
    <message>
        <source>the option %1 lacks its value</source>
        <translation>у параметра %1 нет значения</translation>
    </message>
    <message>
        <source>the command has no address</source>
        <translation>в команде нет адреса</translation>
    </message>
    <message>
        <source>a quote in the command is not closed</source>
        <translation>кавычка в команде не закрыта</translation>
    </message>
    <message>
        <source>the bearer token holds a line break or NUL</source>
        <translation>в токене есть перевод строки или нулевой байт</translation>
    </message>
    <message>
        <source>HTTP/1.1 has no streams; use connections</source>
        <translation>в HTTP/1.1 нет потоков; задайте соединения</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no bound such as p(99)&lt;250ms, mean&lt;10ms, max&lt;2s, rate&gt;1000 or errors&lt;0.1%</source>
        <translation>«%1» — не граница вида p(99)&lt;250ms, mean&lt;10ms, max&lt;2s, rate&gt;1000 или errors&lt;0.1%</translation>
    </message>
    <message>
        <source>cannot write &quot;%1&quot;</source>
        <translation>не удалось записать «%1»</translation>
    </message>
    <message>
        <source>not a result of Squall</source>
        <translation>не результат Squall</translation>
    </message>
    <message>
        <source>not a run bundle of Squall, or a damaged one</source>
        <translation>не файл прогона Squall или файл испорчен</translation>
    </message>
    <message>
        <source>cannot make the folder %1</source>
        <translation>не удалось создать папку %1</translation>
    </message>
    <message>
        <source>%1 is held by another Squall</source>
        <translation>%1 занят другим Squall</translation>
    </message>
    <message>
        <source>cannot write beside %1</source>
        <translation>не удалось записать рядом с %1</translation>
    </message>
    <message>
        <source>%1 is damaged and cannot be moved aside</source>
        <translation>%1 испорчен, и его не удалось переименовать</translation>
    </message>
    <message>
        <source>%1 was written by a newer Squall, or by another program; it is left as it is, and nothing is recorded</source>
        <translation>%1 записан более новым Squall или другой программой; он оставлен как есть, и ничего не записывается</translation>
    </message>
    <message>
        <source>cannot open %1</source>
        <translation>не удалось открыть %1</translation>
    </message>
    <message>
        <source>%1 cannot be written, so nothing is recorded</source>
        <translation>в %1 нельзя писать, поэтому ничего не записывается</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>в соединении отказано</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>время ожидания соединения истекло</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>соединение сброшено другой стороной</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>соединение закрыто другой стороной</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>нет пути к узлу</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>сеть недоступна</translation>
    </message>
    <message>
        <source>Network is down</source>
        <translation>сеть отключена</translation>
    </message>
    <message>
        <source>Host is down</source>
        <translation>узел не работает</translation>
    </message>
    <message>
        <source>Cannot assign requested address</source>
        <translation>свободного локального адреса или порта нет</translation>
    </message>
    <message>
        <source>Address already in use</source>
        <translation>адрес уже занят</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>открыто слишком много файлов</translation>
    </message>
    <message>
        <source>Too many open files in system</source>
        <translation>в системе открыто слишком много файлов</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>нет доступа</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>действие запрещено</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>нет такого файла или папки</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>это папка</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>это не папка</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>на диске нет места</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>файловая система только для чтения</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>ошибка ввода-вывода</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>half of the answers took 38 to 46 ms, as long as Linux delays an acknowledgement: the server may write an answer in two pieces without TCP_NODELAY</source>
        <translation>половина ответов заняла от 38 до 46 мс — на столько Linux задерживает подтверждение: возможно, сервер пишет ответ двумя частями без TCP_NODELAY</translation>
    </message>
    <message>
        <source>%1 times were longer than an hour, past which percentiles do not tell them apart</source>
        <translation>значений длиннее часа: %1; дальше часа процентили их не различают</translation>
    </message>
    <message>
        <source>the server&apos;s certificate was not verified, so another server may have answered</source>
        <translation>сертификат сервера не проверялся, так что отвечать мог другой сервер</translation>
    </message>
    <message>
        <source>a body waits for 100 Continue in HTTP/1.1 alone</source>
        <translation>тело ждёт ответа 100 Continue только в HTTP/1.1</translation>
    </message>
    <message>
        <source>the idle timeout must be at most 168h</source>
        <translation>время на молчание не может быть дольше 168 ч</translation>
    </message>
    <message>
        <source>must be a size, such as 1000000 or &quot;64MiB&quot;</source>
        <translation>должно быть размером, например 1000000 или «64MiB»</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a size such as 500k, 64MiB or 1G</source>
        <translation>«%1» — не размер вида 500k, 64MiB или 1G</translation>
    </message>
    <message>
        <source>the server sends messages of TLS without end, and no data</source>
        <translation>сервер без конца шлёт сообщения TLS и никаких данных</translation>
    </message>
    <message>
        <source>the host &quot;%1&quot; has no address</source>
        <translation>у узла «%1» нет адреса</translation>
    </message>
    <message>
        <source>it is longer than 512 MiB, the most that is copied</source>
        <translation>он длиннее 512 МиБ — больше не копируется</translation>
    </message>
    <message>
        <source>%1 is a public address</source>
        <translation>%1 — публичный адрес</translation>
    </message>
</context>
<context>
    <name>squall::CountEdit</name>
    <message>
        <source>Type a number, such as 10 000.</source>
        <translation>Введите число, например 10 000.</translation>
    </message>
    <message>
        <source>Type a number from %1 to %2.</source>
        <translation>Введите число от %1 до %2.</translation>
    </message>
    <message>
        <source>“%1” is not a whole number such as 10000, 10 000, 10k or 1e6.</source>
        <translation>«%1» — не целое число вида 10000, 10 000, 10k или 1e6.</translation>
    </message>
</context>
<context>
    <name>squall::Dashboard</name>
    <message>
        <source>the server&apos;s figures</source>
        <translation>это показатели сервера</translation>
    </message>
    <message>
        <source>by this computer</source>
        <translation>этим компьютером</translation>
    </message>
    <message>
        <source>too little to tell</source>
        <translation>слишком мало данных</translation>
    </message>
    <message>
        <source>RPS</source>
        <translation>Запросов/с</translation>
    </message>
    <message>
        <source>Requests completed per second</source>
        <translation>Завершённых запросов в секунду</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>Half of the ok requests took no longer than this</source>
        <translation>Половина успешных запросов длилась не дольше</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>99 of 100 ok requests took no longer than this</source>
        <translation>99 из 100 успешных запросов длились не дольше</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Share of the completed requests that failed</source>
        <translation>Доля завершённых запросов, кончившихся ошибкой</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>В пути</translation>
    </message>
    <message>
        <source>Requests sent and not yet answered</source>
        <translation>Запросы отправлены, ответа ещё нет</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Вывод</translation>
    </message>
    <message>
        <source>Whether the server or this computer set the limit</source>
        <translation>Что было пределом: сервер или этот компьютер</translation>
    </message>
    <message>
        <source>last second</source>
        <translation>за секунду</translation>
    </message>
    <message>
        <source>whole run</source>
        <translation>за весь прогон</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>запросов</translation>
    </message>
    <message>
        <source>unanswered at the end</source>
        <translation>в конце без ответа</translation>
    </message>
    <message>
        <source>too few requests</source>
        <translation>мало запросов</translation>
    </message>
    <message>
        <source>of completed</source>
        <translation>от завершённых</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>after the run</source>
        <translation>после прогона</translation>
    </message>
    <message>
        <source>last 10 s</source>
        <translation>последние 10 с</translation>
    </message>
</context>
<context>
    <name>squall::Dialogs</name>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Клавиши</translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation>Ctrl+Return</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Cancel the run</source>
        <translation>Отменить прогон</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>Repeat the run</source>
        <translation>Повторить прогон</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Go to the URL</source>
        <translation>Перейти к адресу</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <source>Open a plan</source>
        <translation>Открыть план</translation>
    </message>
    <message>
        <source>Ctrl+S</source>
        <translation>Ctrl+S</translation>
    </message>
    <message>
        <source>Save the plan</source>
        <translation>Сохранить план</translation>
    </message>
    <message>
        <source>Ctrl+Z</source>
        <translation>Ctrl+Z</translation>
    </message>
    <message>
        <source>Take a change of the plan back</source>
        <translation>Вернуть изменение плана</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>Export the result</source>
        <translation>Сохранить результат</translation>
    </message>
    <message>
        <source>Ctrl+1 to Ctrl+6</source>
        <translation>Ctrl+1 … Ctrl+6</translation>
    </message>
    <message>
        <source>Show a tab</source>
        <translation>Показать вкладку</translation>
    </message>
    <message>
        <source>Ctrl+C</source>
        <translation>Ctrl+C</translation>
    </message>
    <message>
        <source>Copy the selected rows of a table</source>
        <translation>Копировать выбранные строки таблицы</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>About Squall</source>
        <translation>О программе Squall</translation>
    </message>
    <message>
        <source>Squall %1</source>
        <translation>Squall %1</translation>
    </message>
    <message>
        <source>A load tester for HTTP servers.</source>
        <translation>Нагрузочные испытания серверов HTTP.</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Свободная программа на условиях GNU General Public License версии 3 или новее.</translation>
    </message>
    <message>
        <source>Squall</source>
        <translation>Squall</translation>
    </message>
    <message>
        <source>A run is in progress.</source>
        <translation>Идёт прогон.</translation>
    </message>
    <message>
        <source>Stop it and quit?</source>
        <translation>Остановить его и выйти?</translation>
    </message>
    <message>
        <source>Stop and Quit</source>
        <translation>Остановить и выйти</translation>
    </message>
    <message>
        <source>Keep Running</source>
        <translation>Продолжать</translation>
    </message>
    <message>
        <source>%1 is on the public internet.</source>
        <translation>%1 — в открытом интернете.</translation>
    </message>
    <message>
        <source>Load on a server whose owner did not ask for it is an attack. Is this one yours to test?</source>
        <translation>Нагружать сервер, хозяин которого об этом не просил, — это атака. Можно ли вам испытывать этот?</translation>
    </message>
    <message>
        <source>It Is Mine to Test</source>
        <translation>Мне можно</translation>
    </message>
    <message>
        <source>Leave It Alone</source>
        <translation>Не трогать</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Try the request once</source>
        <translation>Отправить один запрос</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Ctrl+H</translation>
    </message>
    <message>
        <source>Show the history</source>
        <translation>Показать историю</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Вниз</translation>
    </message>
    <message>
        <source>Recent addresses, or files to choose from</source>
        <translation>Недавние адреса или выбор файла</translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation>Ctrl+Shift+S</translation>
    </message>
    <message>
        <source>Save the plan in another file</source>
        <translation>Сохранить план в другой файл</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Z</source>
        <translation>Ctrl+Shift+Z</translation>
    </message>
    <message>
        <source>Make it again</source>
        <translation>Повторить изменение плана</translation>
    </message>
    <message>
        <source>Arrows, + and −</source>
        <translation>Стрелки, + и −</translation>
    </message>
    <message>
        <source>Crosshair and zoom of a chart</source>
        <translation>Перекрестие и масштаб графика</translation>
    </message>
    <message>
        <source>Shift+arrows</source>
        <translation>Shift+стрелки</translation>
    </message>
    <message>
        <source>Figures of a span of a chart</source>
        <translation>Показатели отрезка графика</translation>
    </message>
    <message>
        <source>Ctrl+arrows, 0</source>
        <translation>Ctrl+стрелки, 0</translation>
    </message>
    <message>
        <source>Move a chart, show everything</source>
        <translation>Сдвинуть график, показать всё</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Show these keys</source>
        <translation>Показать эти клавиши</translation>
    </message>
    <message>
        <source>To: %1</source>
        <comment>addresses</comment>
        <translation>Куда: %1</translation>
    </message>
    <message>
        <source>Load: %1</source>
        <translation>Нагрузка: %1</translation>
    </message>
</context>
<context>
    <name>squall::DistributionChart</name>
    <message>
        <source>Latency by percentile</source>
        <translation>Задержка по перцентилям</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>успех</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>ошибка</translation>
    </message>
    <message>
        <source>No request was ok.</source>
        <translation>Успешных запросов нет.</translation>
    </message>
    <message>
        <source>Half of the ok requests took at most %1, the slowest took %2.</source>
        <translation>Половина успешных запросов заняла не больше %1, самый медленный — %2.</translation>
    </message>
</context>
<context>
    <name>squall::ErrorBars</name>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>No request has failed.</source>
        <translation>Ни один запрос не кончился ошибкой.</translation>
    </message>
    <message>
        <source>%1 so far; now %2.</source>
        <translation>Пока %1; сейчас %2.</translation>
    </message>
</context>
<context>
    <name>squall::ErrorsPanel</name>
    <message>
        <source>Error</source>
        <translation>Ошибка</translation>
    </message>
    <message>
        <source>What to look at</source>
        <translation>На что обратить внимание</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>Число</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Доля</translation>
    </message>
    <message>
        <source>Errors by kind</source>
        <translation>Ошибки по видам</translation>
    </message>
    <message>
        <source>An example is shown here when the run has ended.</source>
        <translation>Пример появится здесь после прогона.</translation>
    </message>
    <message>
        <source>No example of this kind was kept.</source>
        <translation>Пример такого вида не сохранён.</translation>
    </message>
    <message>
        <source>No request has failed so far.</source>
        <translation>Пока ни один запрос не кончился ошибкой.</translation>
    </message>
    <message>
        <source>No request failed in this run.</source>
        <translation>В этом прогоне ошибок не было.</translation>
    </message>
    <message>
        <source>Submit again</source>
        <translation>Отправить снова</translation>
    </message>
    <message>
        <source>Requests that fail are listed here by kind.</source>
        <translation>Здесь перечислены запросы с ошибкой, по видам.</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>First</source>
        <translation>Начало</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Конец</translation>
    </message>
</context>
<context>
    <name>squall::ExchangeView</name>
    <message>
        <source>No byte of an answer came.</source>
        <translation>Не пришло ни одного байта ответа.</translation>
    </message>
    <message>
        <source>Answer of the server</source>
        <translation>Ответ сервера</translation>
    </message>
    <message>
        <source>status %1</source>
        <translation>статус %1</translation>
    </message>
    <message>
        <source>At %1: %2, %3 in all: %4</source>
        <translation>Через %1 от начала: %2, всего %3: %4</translation>
    </message>
</context>
<context>
    <name>squall::Exporting</name>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>Table of seconds (CSV)</source>
        <translation>Таблица по секундам (CSV)</translation>
    </message>
    <message>
        <source>Page with charts (HTML)</source>
        <translation>Страница с графиками (HTML)</translation>
    </message>
    <message>
        <source>Thresholds as tests (JUnit XML)</source>
        <translation>Пороги как тесты (JUnit XML)</translation>
    </message>
    <message>
        <source>Prometheus</source>
        <translation>Prometheus</translation>
    </message>
    <message>
        <source>Percentiles (HdrHistogram)</source>
        <translation>Перцентили (HdrHistogram)</translation>
    </message>
    <message>
        <source>Histograms (HdrHistogram log)</source>
        <translation>Гистограммы (журнал HdrHistogram)</translation>
    </message>
    <message>
        <source>“%1” cannot be saved.</source>
        <translation>«%1» не сохраняется.</translation>
    </message>
    <message>
        <source>Its ending names no form of a report.</source>
        <translation>По окончанию имени не понять вид отчёта.</translation>
    </message>
    <message>
        <source>Export the Result</source>
        <translation>Сохранить результат</translation>
    </message>
    <message>
        <source>Run in one file (Squall)</source>
        <translation>Прогон одним файлом (Squall)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Сохранено как %1.</translation>
    </message>
</context>
<context>
    <name>squall::FailureWords</name>
    <message>
        <source>System error %1</source>
        <translation>Системная ошибка %1</translation>
    </message>
    <message>
        <source>The server could not answer: look into its log.</source>
        <translation>Сервер не смог ответить: загляните в его журнал.</translation>
    </message>
    <message>
        <source>The server limits how often it may be asked.</source>
        <translation>Сервер ограничивает частоту запросов.</translation>
    </message>
    <message>
        <source>The server wants to know who asks.</source>
        <translation>Сервер хочет знать, кто спрашивает.</translation>
    </message>
    <message>
        <source>Check the path, the method and the body.</source>
        <translation>Проверьте путь, метод и тело.</translation>
    </message>
    <message>
        <source>Not a status that counts as ok.</source>
        <translation>Такой статус не считается успехом.</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>В соединении отказано</translation>
    </message>
    <message>
        <source>Nothing listens on the port, or its queue is full.</source>
        <translation>Порт никто не слушает, или его очередь полна.</translation>
    </message>
    <message>
        <source>No connection in time</source>
        <translation>Соединение не установлено в срок</translation>
    </message>
    <message>
        <source>A firewall may be in the way, or the server is overloaded.</source>
        <translation>Мешает межсетевой экран, или сервер перегружен.</translation>
    </message>
    <message>
        <source>This computer ran out of local ports</source>
        <translation>На этом компьютере кончились локальные порты</translation>
    </message>
    <message>
        <source>Keep connections alive or use fewer of them.</source>
        <translation>Не закрывайте соединения или возьмите их меньше.</translation>
    </message>
    <message>
        <source>This computer ran out of file descriptors</source>
        <translation>На этом компьютере кончились дескрипторы файлов</translation>
    </message>
    <message>
        <source>Use fewer connections or raise the limit of open files.</source>
        <translation>Возьмите меньше соединений или поднимите предел открытых файлов.</translation>
    </message>
    <message>
        <source>The host cannot be reached</source>
        <translation>Узел недостижим</translation>
    </message>
    <message>
        <source>Check the network.</source>
        <translation>Проверьте сеть.</translation>
    </message>
    <message>
        <source>Check the network and the server.</source>
        <translation>Проверьте сеть и сервер.</translation>
    </message>
    <message>
        <source>No TLS handshake in time</source>
        <translation>Рукопожатие TLS не завершено в срок</translation>
    </message>
    <message>
        <source>No whole answer in time</source>
        <translation>Ответ не пришёл целиком в срок</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Соединение</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Timeout</source>
        <translation>Тайм-аут</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Сброс</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Закрыто</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Протокол</translation>
    </message>
    <message>
        <source>Name lookup</source>
        <translation>Поиск имени</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Прочее</translation>
    </message>
    <message>
        <source>The server is slower than the timeout allows.</source>
        <translation>Сервер медленнее, чем позволяет тайм-аут.</translation>
    </message>
    <message>
        <source>Connection reset by the server</source>
        <translation>Сервер сбросил соединение</translation>
    </message>
    <message>
        <source>The server or something before it broke the connection.</source>
        <translation>Сервер или что-то перед ним разорвало соединение.</translation>
    </message>
    <message>
        <source>Closed without an answer</source>
        <translation>Закрыто без ответа</translation>
    </message>
    <message>
        <source>Closed in the middle of an answer</source>
        <translation>Закрыто посреди ответа</translation>
    </message>
    <message>
        <source>The server may have restarted or limits its connections.</source>
        <translation>Сервер перезапустился или ограничивает соединения.</translation>
    </message>
    <message>
        <source>Not HTTP: %1</source>
        <translation>Не HTTP: %1</translation>
    </message>
    <message>
        <source>Check that the port is that of an HTTP server.</source>
        <translation>Проверьте, что это порт сервера HTTP.</translation>
    </message>
    <message>
        <source>Check the certificate.</source>
        <translation>Проверьте сертификат.</translation>
    </message>
    <message>
        <source>The host name has no address</source>
        <translation>У имени узла нет адреса</translation>
    </message>
    <message>
        <source>Check the spelling.</source>
        <translation>Проверьте написание.</translation>
    </message>
    <message>
        <source>The answer is not what the plan expects</source>
        <translation>Ответ не тот, которого ждёт план</translation>
    </message>
    <message>
        <source>Compare one answer with the expectation.</source>
        <translation>Сравните один ответ с ожиданием.</translation>
    </message>
    <message>
        <source>Other kinds of failure</source>
        <translation>Ошибки других видов</translation>
    </message>
    <message>
        <source>Remove the kinds above first.</source>
        <translation>Сначала устраните те, что выше.</translation>
    </message>
    <message>
        <source>Check the address of the proxy and what it allows.</source>
        <translation>Проверьте адрес прокси и что он разрешает.</translation>
    </message>
    <message>
        <source>The server reset the stream: %1</source>
        <translation>Сервер сбросил поток: %1</translation>
    </message>
    <message>
        <source>The server gave up the answer: look into its log.</source>
        <translation>Сервер отказался отвечать: загляните в его журнал.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate has expired</source>
        <translation>Срок действия сертификата сервера истёк</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not valid yet</source>
        <translation>Сертификат сервера ещё не действует</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is for another host</source>
        <translation>Сертификат сервера выдан другому узлу</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is self-signed</source>
        <translation>Сертификат сервера самоподписанный</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is from an unknown authority</source>
        <translation>Сертификат сервера выдан неизвестным центром</translation>
    </message>
    <message>
        <source>The server&apos;s certificate was refused</source>
        <translation>Сертификат сервера отвергнут</translation>
    </message>
    <message>
        <source>The server does not speak TLS on this port</source>
        <translation>На этом порту сервер не говорит по TLS</translation>
    </message>
    <message>
        <source>Server and client share no version of TLS</source>
        <translation>У сервера и клиента нет общей версии TLS</translation>
    </message>
    <message>
        <source>Closed during the TLS handshake</source>
        <translation>Закрыто во время рукопожатия TLS</translation>
    </message>
    <message>
        <source>The server does not offer the version of HTTP that was asked for</source>
        <translation>Сервер не предлагает запрошенную версию HTTP</translation>
    </message>
    <message>
        <source>The TLS connection was cut off without a goodbye</source>
        <translation>Соединение TLS оборвано без прощания</translation>
    </message>
    <message>
        <source>What came is not a valid TLS record</source>
        <translation>Пришло нечто, что не является записью TLS</translation>
    </message>
    <message>
        <source>The TLS handshake was refused</source>
        <translation>В рукопожатии TLS отказано</translation>
    </message>
    <message>
        <source>Check that the port is that of an HTTPS server.</source>
        <translation>Проверьте, что это порт сервера HTTPS.</translation>
    </message>
    <message>
        <source>Check the versions of TLS and the client certificate.</source>
        <translation>Проверьте версии TLS и сертификат клиента.</translation>
    </message>
    <message>
        <source>More redirects than are followed, or a loop of them</source>
        <translation>Больше перенаправлений, чем разрешено, или они идут по кругу</translation>
    </message>
    <message>
        <source>Try the address in a browser, or enter the one that it ends at.</source>
        <translation>Откройте адрес в браузере или введите тот, к которому он приводит.</translation>
    </message>
    <message>
        <source>A redirect that does not say where to</source>
        <translation>Перенаправление без указания, куда</translation>
    </message>
    <message>
        <source>The server&apos;s answer lacks its Location.</source>
        <translation>В ответе сервера нет поля Location.</translation>
    </message>
    <message>
        <source>A redirect to what is not an http or https address</source>
        <translation>Перенаправление не на адрес http или https</translation>
    </message>
    <message>
        <source>Look at the Location in the example.</source>
        <translation>Посмотрите поле Location в примере.</translation>
    </message>
    <message>
        <source>A redirect to another host, whose address is not known</source>
        <translation>Перенаправление на другой узел, адрес которого неизвестен</translation>
    </message>
    <message>
        <source>Enter that address instead, or give the host&apos;s address with --resolve.</source>
        <translation>Введите сразу этот адрес или задайте адрес узла параметром --resolve.</translation>
    </message>
    <message>
        <source>A redirect to a public address, which nobody has allowed</source>
        <translation>Перенаправление на публичный адрес, которого никто не разрешал</translation>
    </message>
    <message>
        <source>Enter that address instead, if you may test it.</source>
        <translation>Введите сразу этот адрес, если вам можно его нагружать.</translation>
    </message>
    <message>
        <source>Renew it, or check the clock of this computer.</source>
        <translation>Обновите его или проверьте часы этого компьютера.</translation>
    </message>
    <message>
        <source>Enter the name that it is for, or give that under Options, TLS.</source>
        <translation>Введите имя, на которое он выдан, или укажите его в параметрах на вкладке TLS.</translation>
    </message>
    <message>
        <source>Name the authority to trust under Options, TLS, or take any certificate there if the server is yours.</source>
        <translation>Укажите доверенный центр в параметрах на вкладке TLS или примите там любой сертификат, если сервер ваш.</translation>
    </message>
    <message>
        <source>Choose another version of HTTP under Options, Request.</source>
        <translation>Выберите другую версию HTTP в параметрах на вкладке «Запрос».</translation>
    </message>
    <message>
        <source>No byte of an answer within the idle timeout</source>
        <translation>Ни одного байта ответа за время, отведённое на молчание</translation>
    </message>
    <message>
        <source>The body is longer than the plan allows</source>
        <translation>Тело длиннее, чем допускает план</translation>
    </message>
    <message>
        <source>Allow a longer one under Options, Limits, or ask for less.</source>
        <translation>Разрешите более длинное в параметрах на вкладке «Пределы и пороги» или запрашивайте меньше.</translation>
    </message>
    <message>
        <source>The server sends messages of TLS without end, and no data</source>
        <translation>Сервер без конца шлёт сообщения TLS и никаких данных</translation>
    </message>
    <message>
        <source>Check what answers on this port: it may mean harm.</source>
        <translation>Проверьте, что отвечает на этом порту: возможно, это злой умысел.</translation>
    </message>
</context>
<context>
    <name>squall::FileEdit</name>
    <message>
        <source>“%1” cannot be read.</source>
        <translation>«%1» не читается.</translation>
    </message>
</context>
<context>
    <name>squall::Format</name>
    <message>
        <source>1 request</source>
        <translation>1 запрос</translation>
    </message>
    <message numerus="yes">
        <source>%1 requests</source>
        <translation>
            <numerusform>%1 запрос</numerusform>
            <numerusform>%1 запроса</numerusform>
            <numerusform>%1 запросов</numerusform>
        </translation>
    </message>
    <message>
        <source>1 error</source>
        <translation>1 ошибка</translation>
    </message>
    <message numerus="yes">
        <source>%1 errors</source>
        <translation>
            <numerusform>%1 ошибка</numerusform>
            <numerusform>%1 ошибки</numerusform>
            <numerusform>%1 ошибок</numerusform>
        </translation>
    </message>
    <message>
        <source>1 connection</source>
        <translation>1 соединение</translation>
    </message>
    <message numerus="yes">
        <source>%1 connections</source>
        <translation>
            <numerusform>%1 соединение</numerusform>
            <numerusform>%1 соединения</numerusform>
            <numerusform>%1 соединений</numerusform>
        </translation>
    </message>
    <message>
        <source>%1/s</source>
        <extracomment>A rate, such as 12.4 k/s</extracomment>
        <translation>%1/с</translation>
    </message>
    <message>
        <source>µs</source>
        <translation>мкс</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>мс</translation>
    </message>
    <message>
        <source>s</source>
        <translation>с</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 мин %2 с</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 ч %2 мин</translation>
    </message>
    <message>
        <source>Type an address such as http://example.com/.</source>
        <translation>Введите адрес вида http://example.com/.</translation>
    </message>
    <message>
        <source>The host name “%1” has no address.</source>
        <translation>У имени узла «%1» нет адреса.</translation>
    </message>
    <message>
        <source>Check the spelling and whether this computer is online.</source>
        <translation>Проверьте написание и подключение к сети.</translation>
    </message>
    <message>
        <source>No connection: %1.</source>
        <translation>Нет соединения: %1.</translation>
    </message>
    <message>
        <source>Check that the server is running and that the port is right.</source>
        <translation>Проверьте, что сервер работает и порт указан верно.</translation>
    </message>
    <message>
        <source>No answer in time: %1.</source>
        <translation>Нет ответа в срок: %1.</translation>
    </message>
    <message>
        <source>Check the address and any firewall, or allow more time.</source>
        <translation>Проверьте адрес и межсетевой экран или дайте больше времени.</translation>
    </message>
    <message>
        <source>No secure connection: %1.</source>
        <translation>Нет защищённого соединения: %1.</translation>
    </message>
    <message>
        <source>%1 is a public address.</source>
        <translation>%1 — открытый адрес.</translation>
    </message>
    <message>
        <source>Load on someone else&apos;s server is an attack. If this one is yours to test, say so (on the command line: --allow-public).</source>
        <translation>Нагружать чужой сервер — это атака. Если этот вам можно испытывать, подтвердите это (в командной строке: --allow-public).</translation>
    </message>
    <message>
        <source>More connections than this system allows: %1.</source>
        <translation>Соединений больше, чем позволяет система: %1.</translation>
    </message>
    <message>
        <source>Use fewer connections or raise the limit of open files.</source>
        <translation>Возьмите меньше соединений или поднимите предел открытых файлов.</translation>
    </message>
    <message>
        <source>The server does not speak HTTP: %1.</source>
        <translation>Сервер не говорит на HTTP: %1.</translation>
    </message>
    <message>
        <source>Check that the address and port are those of an HTTP server.</source>
        <translation>Проверьте, что это адрес и порт сервера HTTP.</translation>
    </message>
    <message>
        <source>A file could not be used: %1.</source>
        <translation>Файл не подошёл: %1.</translation>
    </message>
    <message>
        <source>Check its name and permissions.</source>
        <translation>Проверьте его имя и права доступа.</translation>
    </message>
    <message>
        <source>The operating system refused: %1.</source>
        <translation>Операционная система отказала: %1.</translation>
    </message>
    <message>
        <source>Close other programs or restart, then try again.</source>
        <translation>Закройте другие программы или перезагрузитесь и попробуйте снова.</translation>
    </message>
    <message>
        <source>Type a number from %1 to %2.</source>
        <translation>Введите число от %1 до %2.</translation>
    </message>
    <message>
        <source>Type a time of more than 0 and at most %1.</source>
        <translation>Введите время больше 0 и не больше %1.</translation>
    </message>
    <message>
        <source>A method is one word, such as GET or POST.</source>
        <translation>Метод — одно слово, например GET или POST.</translation>
    </message>
    <message>
        <source>Correct the plan, then run it again.</source>
        <translation>Исправьте план и запустите его снова.</translation>
    </message>
    <message>
        <source>h</source>
        <comment>hours</comment>
        <translation>ч</translation>
    </message>
    <message>
        <source>m</source>
        <comment>minutes</comment>
        <translation>мин</translation>
    </message>
    <message>
        <source>ns</source>
        <translation>нс</translation>
    </message>
</context>
<context>
    <name>squall::HeadersPage</name>
    <message>
        <source>A header a row; Delete takes the selected ones away, and lines of &quot;Name: value&quot; can be pasted</source>
        <translation>По заголовку в строке; Delete убирает выбранные, строки вида «Имя: значение» можно вставить</translation>
    </message>
    <message>
        <source>Headers:</source>
        <translation>Заголовки:</translation>
    </message>
    <message>
        <source>1 header</source>
        <translation>1 заголовок</translation>
    </message>
    <message numerus="yes">
        <source>%1 headers</source>
        <translation>
            <numerusform>%1 заголовок</numerusform>
            <numerusform>%1 заголовка</numerusform>
            <numerusform>%1 заголовков</numerusform>
        </translation>
    </message>
    <message>
        <source>Type the value of %1 again, or take the header away.</source>
        <translation>Введите значение %1 заново или уберите этот заголовок.</translation>
    </message>
</context>
<context>
    <name>squall::HeadersTable</name>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Значение</translation>
    </message>
</context>
<context>
    <name>squall::HeatMap</name>
    <message>
        <source>no answers</source>
        <translation>нет ответов</translation>
    </message>
    <message>
        <source>%1 from %2 to %3</source>
        <translation>%1 от %2 до %3</translation>
    </message>
    <message>
        <source>There are no figures yet.</source>
        <translation>Данных пока нет.</translation>
    </message>
    <message>
        <source>Now: %1.</source>
        <translation>Сейчас: %1.</translation>
    </message>
</context>
<context>
    <name>squall::HintBar</name>
    <message>
        <source>Close this hint</source>
        <translation>Закрыть подсказку</translation>
    </message>
</context>
<context>
    <name>squall::HistoryModel</name>
    <message>
        <source>%1 (baseline)</source>
        <translation>%1 (эталон)</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>прерван</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>не удался</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>завершён</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>отменён</translation>
    </message>
    <message>
        <source>stopped by a bound</source>
        <translation>остановлен пределом</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Начат</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Метка</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Состояние</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Запросы</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Успешных</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Заметка</translation>
    </message>
</context>
<context>
    <name>squall::HistoryPanel</name>
    <message>
        <source>Import run</source>
        <translation>Импорт прогона</translation>
    </message>
    <message>
        <source>Runs (*.squall *.json)</source>
        <translation>Прогоны (*.squall *.json)</translation>
    </message>
    <message>
        <source>The history of runs is kept here.</source>
        <translation>Здесь хранится история прогонов.</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>Поиск по истории</translation>
    </message>
    <message>
        <source>Search address, label or note</source>
        <translation>Искать адрес, метку или заметку</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Прогоны</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Сравнить</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Экспорт…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Импорт…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Вернуть</translation>
    </message>
    <message>
        <source>1 run, %1</source>
        <translation>1 прогон, %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 runs, %2</source>
        <translation>
            <numerusform>%1 прогон, %2</numerusform>
            <numerusform>%1 прогона, %2</numerusform>
            <numerusform>%1 прогонов, %2</numerusform>
        </translation>
    </message>
    <message>
        <source>No baseline</source>
        <translation>Снять эталон</translation>
    </message>
    <message>
        <source>Set as baseline</source>
        <translation>Сделать эталоном</translation>
    </message>
    <message>
        <source>Two runs or more, or one with the baseline; the older one is the base.</source>
        <translation>Два прогона или больше, или один с эталоном; основа — более старый.</translation>
    </message>
    <message>
        <source>Deleted 1 run.</source>
        <translation>Удалён 1 прогон.</translation>
    </message>
    <message numerus="yes">
        <source>Deleted %1 runs.</source>
        <translation>
            <numerusform>Удалён %1 прогон.</numerusform>
            <numerusform>Удалено %1 прогона.</numerusform>
            <numerusform>Удалено %1 прогонов.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Удалить</translation>
    </message>
</context>
<context>
    <name>squall::LatencyLines</name>
    <message>
        <source>too few</source>
        <translation>мало</translation>
    </message>
    <message>
        <source>There are no figures yet.</source>
        <translation>Данных пока нет.</translation>
    </message>
    <message>
        <source>Now: %1.</source>
        <translation>Сейчас: %1.</translation>
    </message>
</context>
<context>
    <name>squall::LimitsPage</name>
    <message>
        <source>“%1” is not a bound such as p(99)&lt;250ms, mean&lt;10ms, max&lt;2s, rate&gt;1000 or errors&lt;0.1%.</source>
        <translation>«%1» — не граница вида p(99)&lt;250ms, mean&lt;10ms, max&lt;2s, rate&gt;1000 или errors&lt;0.1%.</translation>
    </message>
    <message>
        <source>&amp;Keep connections open between requests</source>
        <translation>&amp;Не закрывать соединения между запросами</translation>
    </message>
    <message>
        <source>How long an answer may take: 500 ms, 30 s, 2 m</source>
        <translation>Сколько может длиться ответ: 500 ms, 30 s, 2 m</translation>
    </message>
    <message>
        <source>How long one attempt to connect may take</source>
        <translation>Сколько может длиться одна попытка соединиться</translation>
    </message>
    <message>
        <source>What the run must keep to pass, with commas between</source>
        <translation>Что прогон должен выдержать, через запятую</translation>
    </message>
    <message>
        <source>The run stops early when one of these becomes true</source>
        <translation>Прогон прервётся, как только одно из этого станет верным</translation>
    </message>
    <message>
        <source>&amp;Timeout:</source>
        <translation>&amp;Тайм-аут:</translation>
    </message>
    <message>
        <source>To connect:</source>
        <translation>На соединение:</translation>
    </message>
    <message>
        <source>Must keep:</source>
        <translation>Выдержать:</translation>
    </message>
    <message>
        <source>Stop early when:</source>
        <translation>Прервать при:</translation>
    </message>
    <message>
        <source>1 threshold</source>
        <translation>1 порог</translation>
    </message>
    <message numerus="yes">
        <source>%1 thresholds</source>
        <translation>
            <numerusform>%1 порог</numerusform>
            <numerusform>%1 порога</numerusform>
            <numerusform>%1 порогов</numerusform>
        </translation>
    </message>
    <message>
        <source>a new connection each time</source>
        <translation>каждый раз новое соединение</translation>
    </message>
    <message>
        <source>How long a server that owes an answer may send nothing; 0: as long as the timeout allows</source>
        <translation>Сколько может молчать сервер, от которого ждут ответа; 0: сколько позволяет тайм-аут</translation>
    </message>
    <message>
        <source>A request whose answer has a longer body fails: 500 kB, 64 MiB; 0: any length</source>
        <translation>Ответ с телом длиннее — неудача: 500 kB, 64 MiB; 0: любая длина</translation>
    </message>
    <message>
        <source>Idle timeout:</source>
        <translation>На молчание:</translation>
    </message>
    <message>
        <source>Longest body:</source>
        <translation>Тело не длиннее:</translation>
    </message>
</context>
<context>
    <name>squall::LoadPage</name>
    <message>
        <source>As fast as possible, each connection sends its next request when it has its answer. At a rate, requests are due at their time, whatever the server does.</source>
        <translation>Как можно быстрее: каждое соединение шлёт следующий запрос, получив ответ. С заданной частотой: запросы уходят в свой срок, что бы ни делал сервер.</translation>
    </message>
    <message>
        <source>evenly</source>
        <translation>равномерно</translation>
    </message>
    <message>
        <source>at random (Poisson)</source>
        <translation>случайно (Пуассон)</translation>
    </message>
    <message>
        <source>As fast as possible: so many connections, each with one request in flight. At a rate: at most so many.</source>
        <translation>Как можно быстрее: столько соединений, в каждом один запрос. С заданной частотой: не больше стольких.</translation>
    </message>
    <message>
        <source>Requests per second in total: 1000, 10k or 0.5</source>
        <translation>Запросов в секунду всего: 1000, 10k или 0.5</translation>
    </message>
    <message>
        <source>TIME:TARGET with commas between; the load moves to each target in that time: 30s:100, 1m:1000, 10s:0</source>
        <translation>ВРЕМЯ:ЦЕЛЬ через запятую; за это время нагрузка доходит до цели: 30s:100, 1m:1000, 10s:0</translation>
    </message>
    <message>
        <source>Sent first, and left out of every figure</source>
        <translation>Шлётся сначала и не входит ни в один показатель</translation>
    </message>
    <message>
        <source>Engine threads; empty: chosen from cores and connections</source>
        <translation>Потоки; пусто: по числу ядер и соединений</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>авто</translation>
    </message>
    <message>
        <source>Load:</source>
        <translation>Нагрузка:</translation>
    </message>
    <message>
        <source>&amp;Connections:</source>
        <translation>&amp;Соединений:</translation>
    </message>
    <message>
        <source>Requests per second:</source>
        <translation>Запросов в секунду:</translation>
    </message>
    <message>
        <source>Arrivals:</source>
        <translation>Распределение:</translation>
    </message>
    <message>
        <source>Stages:</source>
        <translation>Этапы:</translation>
    </message>
    <message>
        <source>Warm-up:</source>
        <translation>Разогрев:</translation>
    </message>
    <message>
        <source>Threads:</source>
        <translation>Потоков:</translation>
    </message>
    <message>
        <source>Type a number of requests per second, such as 1000, 10k or 0.5, at most %1.</source>
        <translation>Введите число запросов в секунду, например 1000, 10k или 0.5, не больше %1.</translation>
    </message>
    <message>
        <source>Type a time and a target for each stage, such as 30s:100, 1m:1000, 10s:0.</source>
        <translation>Введите время и цель каждого этапа, например 30s:100, 1m:1000, 10s:0.</translation>
    </message>
    <message>
        <source>? connections</source>
        <translation>? соединений</translation>
    </message>
    <message>
        <source>0 at first</source>
        <translation>сначала 0</translation>
    </message>
</context>
<context>
    <name>squall::LoadWords</name>
    <message numerus="yes">
        <source>%1 streams each</source>
        <translation>
            <numerusform>по %1 потоку</numerusform>
            <numerusform>по %1 потока</numerusform>
            <numerusform>по %1 потоков</numerusform>
        </translation>
    </message>
    <message>
        <source>for %1</source>
        <comment>time</comment>
        <translation>в течение %1</translation>
    </message>
    <message>
        <source>until it is stopped</source>
        <translation>до остановки</translation>
    </message>
    <message>
        <source>at a rate</source>
        <translation>с заданной частотой</translation>
    </message>
    <message>
        <source>stages of a rate</source>
        <translation>частота по этапам</translation>
    </message>
    <message>
        <source>stages of connections</source>
        <translation>соединения по этапам</translation>
    </message>
    <message>
        <source>as fast as possible</source>
        <translation>как можно быстрее</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <comment>stages of a rate for 40 s</comment>
        <translation>%1 за %2</translation>
    </message>
    <message>
        <source>warm-up %1</source>
        <translation>разогрев %1</translation>
    </message>
    <message>
        <source>to %1 in %2</source>
        <comment>stage</comment>
        <translation>до %1 за %2</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>не больше %1</translation>
    </message>
    <message>
        <source>rising rates, %1 at first, as long as %2 holds</source>
        <translation>растущая частота, сначала %1, пока держится %2</translation>
    </message>
</context>
<context>
    <name>squall::MainWindow</name>
    <message>
        <source>The details are in the clipboard.</source>
        <translation>Подробности в буфере обмена.</translation>
    </message>
    <message>
        <source>The run is stopping.</source>
        <translation>Прогон останавливается.</translation>
    </message>
    <message>
        <source>That run could send nothing, so only its plan was opened.</source>
        <translation>Этот прогон ничего не смог отправить, поэтому открыт только его план.</translation>
    </message>
</context>
<context>
    <name>squall::OptionsPanel</name>
    <message>
        <source>Insecure</source>
        <translation>Небезопасно</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Параметры</translation>
    </message>
    <message>
        <source>Any certificate is taken: this server may be another one.</source>
        <translation>Принимается любой сертификат: это может быть не тот сервер.</translation>
    </message>
    <message>
        <source>Options of the plan</source>
        <translation>Параметры плана</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Нагрузка</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Запрос</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Заголовки</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Тело</translation>
    </message>
    <message>
        <source>Auth</source>
        <translation>Вход</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Limits &amp;&amp; thresholds</source>
        <translation>Пределы и пороги</translation>
    </message>
    <message>
        <source>Options:  %1</source>
        <translation>Параметры:  %1</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Маршрут</translation>
    </message>
</context>
<context>
    <name>squall::PhaseBar</name>
    <message>
        <source>Phases of the request</source>
        <translation>Фазы запроса</translation>
    </message>
    <message>
        <source>waited %1</source>
        <translation>ожидание %1</translation>
    </message>
    <message>
        <source>first byte %1</source>
        <translation>первый байт %1</translation>
    </message>
    <message>
        <source>transfer %1</source>
        <translation>передача %1</translation>
    </message>
</context>
<context>
    <name>squall::PlanActions</name>
    <message>
        <source>1 header</source>
        <translation>1 заголовок</translation>
    </message>
    <message numerus="yes">
        <source>%1 headers</source>
        <translation>
            <numerusform>%1 заголовок</numerusform>
            <numerusform>%1 заголовка</numerusform>
            <numerusform>%1 заголовков</numerusform>
        </translation>
    </message>
    <message>
        <source>body %1</source>
        <translation>тело %1</translation>
    </message>
    <message>
        <source>credentials</source>
        <translation>данные для входа</translation>
    </message>
    <message>
        <source>the address</source>
        <translation>адрес</translation>
    </message>
    <message>
        <source>Imported: %1</source>
        <translation>Взято: %1</translation>
    </message>
    <message>
        <source>Imported: %1; ignored: %2</source>
        <translation>Взято: %1; пропущено: %2</translation>
    </message>
    <message>
        <source>Copied as a command of squall run.</source>
        <translation>Скопировано как команда squall run.</translation>
    </message>
    <message>
        <source>Copied as a command of curl.</source>
        <translation>Скопировано как команда curl.</translation>
    </message>
    <message>
        <source>This curl command cannot be used: %1</source>
        <translation>Эта команда curl не подходит: %1</translation>
    </message>
    <message>
        <source>Squall</source>
        <translation>Squall</translation>
    </message>
    <message>
        <source>The command sends the file “%1”.</source>
        <translation>Команда отправляет файл «%1».</translation>
    </message>
    <message>
        <source>Use it as the body of the requests?</source>
        <translation>Взять его как тело запросов?</translation>
    </message>
    <message>
        <source>Use the File</source>
        <translation>Взять файл</translation>
    </message>
    <message>
        <source>Leave It Out</source>
        <translation>Не брать</translation>
    </message>
</context>
<context>
    <name>squall::PlanEditor</name>
    <message>
        <source>Address of the server</source>
        <translation>Адрес сервера</translation>
    </message>
    <message>
        <source>This is a safe built-in server. Type your own address to test it.</source>
        <translation>Это безопасный встроенный сервер. Введите свой адрес, чтобы испытать его.</translation>
    </message>
    <message>
        <source>&amp;URL:</source>
        <translation>&amp;Адрес:</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>Сколько</translation>
    </message>
    <message>
        <source>A whole number: 10000, 10 000, 10k or 1e6</source>
        <translation>Целое число: 10000, 10 000, 10k или 1e6</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>запросов</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>секунд</translation>
    </message>
    <message>
        <source>until stopped</source>
        <translation>до остановки</translation>
    </message>
    <message>
        <source>Re&amp;quests:</source>
        <translation>&amp;Запросов:</translation>
    </message>
    <message>
        <source>&amp;Duration:</source>
        <translation>&amp;Длительность:</translation>
    </message>
    <message>
        <source>until the last stage ends</source>
        <translation>до конца последнего этапа</translation>
    </message>
    <message>
        <source>Type a number of seconds, such as 10.</source>
        <translation>Введите число секунд, например 10.</translation>
    </message>
    <message>
        <source>“%1” is not a time such as 10, 0.5 or 3m.</source>
        <translation>«%1» — не время вида 10, 0.5 или 3m.</translation>
    </message>
    <message>
        <source>Try once</source>
        <translation>Испытать</translation>
    </message>
    <message>
        <source>Send one request and show its answer</source>
        <translation>Отправить один запрос и показать ответ</translation>
    </message>
    <message>
        <source>Unit: requests, seconds, until stopped, or to find the capacity</source>
        <translation>Единица: запросы, секунды, до остановки или поиск предела</translation>
    </message>
    <message>
        <source>to find the capacity</source>
        <translation>найти предел</translation>
    </message>
    <message>
        <source>&amp;Bound:</source>
        <translation>&amp;Граница:</translation>
    </message>
    <message>
        <source>The highest rate is searched for at which the target keeps this</source>
        <translation>Ищется наибольшая частота, при которой сервер это держит</translation>
    </message>
    <message>
        <source>Type what the target must keep, such as p(99)&lt;100ms or errors&lt;1%.</source>
        <translation>Введите, что сервер должен держать, например p(99)&lt;100ms или errors&lt;1%.</translation>
    </message>
</context>
<context>
    <name>squall::PlanFiles</name>
    <message>
        <source>Squall plans (*.squall.json *.json);;All files (*)</source>
        <translation>Планы Squall (*.squall.json *.json);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Open a Plan</source>
        <translation>Открыть план</translation>
    </message>
    <message>
        <source>“%1” cannot be opened.</source>
        <translation>«%1» не открывается.</translation>
    </message>
    <message>
        <source>Save the Plan</source>
        <translation>Сохранить план</translation>
    </message>
    <message>
        <source>“%1” cannot be saved.</source>
        <translation>«%1» не сохраняется.</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Сохранено как %1.</translation>
    </message>
    <message>
        <source>Saved without its secrets. Set %1 before you run it again.</source>
        <translation>Сохранено без секретов. Перед следующим запуском задайте %1.</translation>
    </message>
</context>
<context>
    <name>squall::PlanUndo</name>
    <message>
        <source>Change of the Plan</source>
        <translation>Изменение плана</translation>
    </message>
</context>
<context>
    <name>squall::RateLines</name>
    <message>
        <source>There are no figures yet.</source>
        <translation>Данных пока нет.</translation>
    </message>
    <message>
        <source>%1 now, %2 at most over %3.</source>
        <translation>Сейчас %1, самое большее %2 за %3.</translation>
    </message>
</context>
<context>
    <name>squall::RequestPage</name>
    <message>
        <source>A name for the run, in its result and in the history</source>
        <translation>Имя прогона, в результате и в истории</translation>
    </message>
    <message>
        <source>&amp;Method:</source>
        <translation>&amp;Метод:</translation>
    </message>
    <message>
        <source>Label:</source>
        <translation>Метка:</translation>
    </message>
    <message>
        <source>as TLS agrees on</source>
        <translation>как согласует TLS</translation>
    </message>
    <message>
        <source>Without TLS that is HTTP/1.1; HTTP/2 there is by prior knowledge.</source>
        <translation>Без TLS это HTTP/1.1; HTTP/2 там — по предварительной договорённости.</translation>
    </message>
    <message>
        <source>HTTP/2: requests in flight on each connection</source>
        <translation>HTTP/2: одновременных запросов в каждом соединении</translation>
    </message>
    <message>
        <source>Statuses that count as good: 200-299, 404</source>
        <translation>Статусы, которые считаются успешными: 200-299, 404</translation>
    </message>
    <message>
        <source>Text that an answer must hold to count as good</source>
        <translation>Текст, который должен быть в ответе, чтобы он считался успешным</translation>
    </message>
    <message>
        <source>Version:</source>
        <translation>Версия:</translation>
    </message>
    <message>
        <source>Streams:</source>
        <translation>Потоки:</translation>
    </message>
    <message>
        <source>Good statuses:</source>
        <translation>Успешные статусы:</translation>
    </message>
    <message>
        <source>Body holds:</source>
        <translation>В теле есть:</translation>
    </message>
    <message>
        <source>Type statuses from 200 on, such as 200-299, 404.</source>
        <translation>Введите статусы от 200, например 200-299, 404.</translation>
    </message>
    <message>
        <source>HTTP/1.1 or 2</source>
        <translation>HTTP/1.1 или 2</translation>
    </message>
    <message>
        <source>Values in a JSON body that an answer must have to count as good, a line each: where it stands (RFC 6901) and what it is</source>
        <translation>Значения в теле JSON, которые должны быть в успешном ответе, по одному в строке: где стоит (RFC 6901) и чему равно</translation>
    </message>
    <message>
        <source>JSON holds:</source>
        <translation>JSON содержит:</translation>
    </message>
    <message>
        <source>Follow redirects</source>
        <translation>Следовать перенаправлениям</translation>
    </message>
    <message>
        <source>Up to 10, as part of the request: to the same host, to an address in numbers or to a name with a given address. Credentials go to the same server alone.</source>
        <translation>До 10, как часть запроса: на тот же узел, на адрес из чисел или на имя с заданным адресом. Учётные данные уходят только на тот же сервер.</translation>
    </message>
    <message>
        <source>follows redirects</source>
        <translation>с перенаправлениями</translation>
    </message>
    <message>
        <source>Keep cookies</source>
        <translation>Хранить cookie</translation>
    </message>
    <message>
        <source>Ask before sending a body</source>
        <translation>Спрашивать, прежде чем слать тело</translation>
    </message>
    <message>
        <source>Each connection is a user, who sends back the cookies that it is given, to the same host alone.</source>
        <translation>Каждое соединение — отдельный пользователь: он возвращает полученные cookie, и только тому же хосту.</translation>
    </message>
    <message>
        <source>Expect: 100-continue. A body waits for the server to ask for it, for one second at most, and is not sent behind another answer. HTTP/1.1 alone.</source>
        <translation>Expect: 100-continue. Тело ждёт, пока сервер его попросит, но не дольше секунды, и после другого ответа не отправляется. Только HTTP/1.1.</translation>
    </message>
    <message>
        <source>keeps cookies</source>
        <translation>с cookie</translation>
    </message>
    <message>
        <source>asks before a body</source>
        <translation>тело по запросу сервера</translation>
    </message>
</context>
<context>
    <name>squall::ResultsPanel</name>
    <message>
        <source>Percentile</source>
        <translation>Перцентиль</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>Первый байт</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Передача</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Соединение</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>Значение</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Ответов</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Доля</translation>
    </message>
    <message>
        <source>Percentiles</source>
        <translation>Перцентили</translation>
    </message>
    <message>
        <source>Answers by status code</source>
        <translation>Ответы по кодам статуса</translation>
    </message>
    <message>
        <source>The result appears here when the run has ended.</source>
        <translation>Результат появится здесь после прогона.</translation>
    </message>
    <message>
        <source>Nothing was sent, so there is no result.</source>
        <translation>Ничего не отправлено, поэтому результата нет.</translation>
    </message>
    <message>
        <source>Submit again</source>
        <translation>Отправить снова</translation>
    </message>
    <message>
        <source>There is no result yet.</source>
        <translation>Результата пока нет.</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>min</source>
        <translation>мин.</translation>
    </message>
    <message>
        <source>too few</source>
        <translation>мало</translation>
    </message>
    <message>
        <source>max</source>
        <translation>макс.</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>среднее</translation>
    </message>
    <message>
        <source>count</source>
        <translation>число</translation>
    </message>
    <message>
        <source>From sent</source>
        <translation>От отправки</translation>
    </message>
    <message>
        <source>Result of the run</source>
        <translation>Результат прогона</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Задержка</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Of ok requests, from when they were due, or sent where none is due</source>
        <translation>Успешные запросы, от срока или, где срока нет, от отправки</translation>
    </message>
    <message>
        <source>Of ok requests, from when they were sent</source>
        <translation>Успешные запросы, от отправки</translation>
    </message>
    <message>
        <source>Of ok requests, from sent to the first byte of the answer</source>
        <translation>Успешные запросы, от отправки до первого байта ответа</translation>
    </message>
    <message>
        <source>Of ok requests, from the first byte to the last</source>
        <translation>Успешные запросы, от первого байта до последнего</translation>
    </message>
    <message>
        <source>Of connections, the TCP handshake</source>
        <translation>Соединения, рукопожатие TCP</translation>
    </message>
    <message>
        <source>Of connections, the TLS handshake</source>
        <translation>Соединения, рукопожатие TLS</translation>
    </message>
    <message>
        <source>Of failed requests, from when they were sent</source>
        <translation>Неудачные запросы, от отправки</translation>
    </message>
    <message>
        <source>The warm-up of %1 is left out of every figure.</source>
        <translation>Разогрев (%1) не вошёл ни в одну цифру.</translation>
    </message>
    <message>
        <source>Through the proxy %1</source>
        <translation>Через прокси %1</translation>
    </message>
</context>
<context>
    <name>squall::RoutePage</name>
    <message>
        <source>Choose the socket</source>
        <translation>Выберите сокет</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Все файлы (*)</translation>
    </message>
    <message>
        <source>IPv4 or IPv6</source>
        <translation>IPv4 или IPv6</translation>
    </message>
    <message>
        <source>IPv4 alone</source>
        <translation>только IPv4</translation>
    </message>
    <message>
        <source>IPv6 alone</source>
        <translation>только IPv6</translation>
    </message>
    <message>
        <source>none</source>
        <translation>нет</translation>
    </message>
    <message>
        <source>http://USER:PASSWORD@HOST:PORT or socks5://HOST:PORT</source>
        <translation>http://ИМЯ:ПАРОЛЬ@ХОСТ:ПОРТ или socks5://ХОСТ:ПОРТ</translation>
    </message>
    <message>
        <source>Connections go to this socket of this machine instead</source>
        <translation>Соединения идут к этому сокету этой машины</translation>
    </message>
    <message>
        <source>HOST:PORT:HOST2:PORT2 with commas between: connections for the first go to the second, while the request stays as it is; what is left out stands for any, and for the same</source>
        <translation>ХОСТ:ПОРТ:ХОСТ2:ПОРТ2 через запятую: соединения для первого идут ко второму, а запрос остаётся прежним; пропуск означает «любой» и «тот же»</translation>
    </message>
    <message>
        <source>HOST:PORT:ADDRESS with commas between: the address is used instead of looking the host up</source>
        <translation>ХОСТ:ПОРТ:АДРЕС через запятую: берётся этот адрес, а имя не запрашивается</translation>
    </message>
    <message>
        <source>Proxy:</source>
        <translation>Прокси:</translation>
    </message>
    <message>
        <source>Unix socket:</source>
        <translation>Сокет Unix:</translation>
    </message>
    <message>
        <source>Connect to:</source>
        <translation>Соединять с:</translation>
    </message>
    <message>
        <source>Host addresses:</source>
        <translation>Адреса хостов:</translation>
    </message>
    <message>
        <source>Addresses:</source>
        <translation>Вид адресов:</translation>
    </message>
    <message>
        <source>through a proxy</source>
        <translation>через прокси</translation>
    </message>
    <message>
        <source>Unix socket</source>
        <translation>сокет Unix</translation>
    </message>
    <message>
        <source>redirected connections</source>
        <translation>другой адрес соединений</translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation>системный</translation>
    </message>
    <message>
        <source>this one</source>
        <translation>вот этот</translation>
    </message>
    <message>
        <source>The system&apos;s is never used for this machine, nor where a socket, another host or an address is named here.</source>
        <translation>Системный не используется для этого компьютера, а также если здесь задан сокет, другой хост или адрес.</translation>
    </message>
    <message>
        <source>Its address:</source>
        <translation>Его адрес:</translation>
    </message>
    <message>
        <source>Type the address of the proxy.</source>
        <translation>Введите адрес прокси.</translation>
    </message>
</context>
<context>
    <name>squall::RunCharts</name>
    <message>
        <source>Requests per second</source>
        <translation>Запросов в секунду</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Задержка</translation>
    </message>
    <message>
        <source>Errors per second</source>
        <translation>Ошибок в секунду</translation>
    </message>
    <message>
        <source>Latency of ok requests</source>
        <translation>Задержка успешных запросов</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: figures of a span. Shift and drag: move. Double click: show everything.</source>
        <translation>Колесо: масштаб. Потянуть: показатели отрезка. Shift и потянуть: сдвиг. Двойной щелчок: показать всё.</translation>
    </message>
    <message>
        <source>Follo&amp;w</source>
        <translation>С&amp;ледить</translation>
    </message>
    <message>
        <source>Keep the whole run in view while it goes on</source>
        <translation>Показывать весь прогон, пока он идёт</translation>
    </message>
    <message>
        <source>Requests per second and latency appear here during a run.</source>
        <translation>Во время прогона здесь появятся частота и задержка.</translation>
    </message>
    <message>
        <source>Drag over a chart for the figures of that span alone.</source>
        <translation>Потяните по графику, чтобы увидеть показатели одного отрезка.</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 — %2</translation>
    </message>
    <message>
        <source>max %1</source>
        <translation>макс. %1</translation>
    </message>
    <message>
        <source>The warm-up is left out: figures appear when it is over.</source>
        <translation>Разогрев не учитывается: показатели появятся, когда он кончится.</translation>
    </message>
</context>
<context>
    <name>squall::RunStatus</name>
    <message>
        <source>Copy details</source>
        <translation>Копировать подробности</translation>
    </message>
    <message>
        <source>Progress of the run</source>
        <translation>Ход прогона</translation>
    </message>
</context>
<context>
    <name>squall::RunTabs</name>
    <message>
        <source>Figures of the run</source>
        <translation>Показатели прогона</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Сейчас</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Результат</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Ошибки</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Примеры</translation>
    </message>
    <message>
        <source>Errors (%1)</source>
        <translation>Ошибки (%1)</translation>
    </message>
    <message>
        <source>History</source>
        <translation>История</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Сравнить</translation>
    </message>
</context>
<context>
    <name>squall::SamplesPanel</name>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Когда</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>Ответ</translation>
    </message>
    <message>
        <source>Waited</source>
        <translation>Ожидание</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>Первый байт</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Передача</translation>
    </message>
    <message>
        <source>The slowest good requests</source>
        <translation>Самые медленные успешные запросы</translation>
    </message>
    <message>
        <source>The slowest good requests of a run are shown here when it has ended.</source>
        <translation>После прогона здесь появятся самые медленные успешные запросы.</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>Отправить</translation>
    </message>
</context>
<context>
    <name>squall::Sentences</name>
    <message>
        <source>%1 of %2</source>
        <comment>progress in requests</comment>
        <translation>%1 из %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <comment>time</comment>
        <translation>осталось %1</translation>
    </message>
    <message>
        <source>Stopped by a limit at %1 (%2)</source>
        <translation>Остановлено границей на %1 (%2)</translation>
    </message>
    <message>
        <source>Cancelled at %1 (%2)</source>
        <translation>Отменено на %1 (%2)</translation>
    </message>
    <message>
        <source>Stopped by a limit after %1, %2</source>
        <translation>Остановлено границей через %1, %2</translation>
    </message>
    <message>
        <source>Stopped after %1, %2</source>
        <translation>Остановлено через %1, %2</translation>
    </message>
    <message>
        <source>Stopped by a limit after %1, %2 (%3)</source>
        <translation>Остановлено границей через %1, %2 (%3)</translation>
    </message>
    <message>
        <source>Cancelled after %1, %2 (%3)</source>
        <translation>Отменено через %1, %2 (%3)</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Готово к запуску</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Подготовка</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Идёт</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Остановка</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Завершено</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Отменено</translation>
    </message>
    <message>
        <source>Aborted</source>
        <translation>Прервано</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Не удалось</translation>
    </message>
    <message>
        <source>%1 in flight</source>
        <translation>%1 в пути</translation>
    </message>
    <message>
        <source>%1 unanswered</source>
        <translation>%1 без ответа</translation>
    </message>
    <message>
        <source>sent %1 = %2 ok + %3 failed + %4</source>
        <translation>отправлено %1 = %2 успешно + %3 с ошибкой + %4</translation>
    </message>
    <message>
        <source>Closing the connections of the last run…</source>
        <translation>Закрываются соединения прошлого прогона…</translation>
    </message>
    <message>
        <source>Checking host…</source>
        <translation>Проверка узла…</translation>
    </message>
    <message>
        <source>Stopping… %1</source>
        <translation>Остановка… %1</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>client CPU %1</source>
        <translation>ЦП клиента %1</translation>
    </message>
    <message>
        <source>Valid: these figures are the server&apos;s.</source>
        <translation>Верно: это показатели сервера.</translation>
    </message>
    <message>
        <source>This computer was the limit: the server may be faster than this.</source>
        <translation>Пределом был этот компьютер: сервер может быть быстрее.</translation>
    </message>
    <message>
        <source>Inconclusive: too little to tell what set the limit.</source>
        <translation>Неясно: слишком мало данных, чтобы судить о пределе.</translation>
    </message>
    <message>
        <source>Valid</source>
        <comment>verdict</comment>
        <translation>Верно</translation>
    </message>
    <message>
        <source>Limited</source>
        <comment>verdict</comment>
        <translation>Предел</translation>
    </message>
    <message>
        <source>Unclear</source>
        <comment>verdict</comment>
        <translation>Неясно</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>Ничего не отправлено.</translation>
    </message>
    <message>
        <source>No request was answered.</source>
        <translation>Ни на один запрос нет ответа.</translation>
    </message>
    <message>
        <source>Every request failed.</source>
        <translation>Все запросы кончились ошибкой.</translation>
    </message>
    <message>
        <source>1 request was sent</source>
        <translation>Отправлен 1 запрос</translation>
    </message>
    <message numerus="yes">
        <source>%1 requests were sent</source>
        <translation>
            <numerusform>Отправлен %1 запрос</numerusform>
            <numerusform>Отправлено %1 запроса</numerusform>
            <numerusform>Отправлено %1 запросов</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped before the end. %1: %2 ok, %3 failed, %4 unanswered.</source>
        <translation>Остановлено до конца. %1: %2 успешно, %3 с ошибкой, %4 без ответа.</translation>
    </message>
    <message>
        <source>%1: %2 ok, %3 failed, %4 unanswered.</source>
        <translation>%1: %2 успешно, %3 с ошибкой, %4 без ответа.</translation>
    </message>
    <message>
        <source>✓ %1 was kept: %2</source>
        <translation>✓ %1 — выдержано: %2</translation>
    </message>
    <message>
        <source>✗ %1 was missed: %2</source>
        <translation>✗ %1 — не выдержано: %2</translation>
    </message>
    <message>
        <source>✗ Stopped by the bound %1: %2</source>
        <translation>✗ Остановлено границей %1: %2</translation>
    </message>
    <message>
        <source>%1; certificate: %2, good until %3</source>
        <translation>%1; сертификат: %2, действует до %3</translation>
    </message>
    <message>
        <source>1 thread</source>
        <translation>1 поток</translation>
    </message>
    <message numerus="yes">
        <source>%1 threads</source>
        <translation>
            <numerusform>%1 поток</numerusform>
            <numerusform>%1 потока</numerusform>
            <numerusform>%1 потоков</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 requests/s</source>
        <translation>%1 запросов/с</translation>
    </message>
    <message>
        <source>%1 opened</source>
        <translation>%1 открыто</translation>
    </message>
    <message>
        <source>%1 received</source>
        <translation>получено %1</translation>
    </message>
    <message>
        <source>user and password</source>
        <translation>имя и пароль</translation>
    </message>
    <message>
        <source>the token</source>
        <translation>токен</translation>
    </message>
    <message>
        <source>user and password of the proxy</source>
        <translation>имя и пароль прокси</translation>
    </message>
    <message>
        <source>Secrets are not kept with a run. To be typed again: %1.</source>
        <translation>Секреты не хранятся вместе с прогоном. Введите заново: %1.</translation>
    </message>
    <message>
        <source>%1
  issued by %2
  good from %3 until %4</source>
        <translation>%1
  выдан: %2
  действует с %3 до %4</translation>
    </message>
    <message>
        <source>Warming up, which is left out of the figures</source>
        <translation>Разогрев, в показатели не входит</translation>
    </message>
    <message>
        <source>1 more was due and never sent.</source>
        <translation>Ещё 1 должен был уйти, но не отправлен.</translation>
    </message>
    <message numerus="yes">
        <source>%1 more were due and never sent.</source>
        <translation>
            <numerusform>Ещё %1 должен был уйти, но не отправлен.</numerusform>
            <numerusform>Ещё %1 должны были уйти, но не отправлены.</numerusform>
            <numerusform>Ещё %1 должны были уйти, но не отправлены.</numerusform>
        </translation>
    </message>
    <message>
        <source>the passphrase of the certificate</source>
        <translation>парольная фраза сертификата</translation>
    </message>
    <message>
        <source>%1 after %2 of warm-up</source>
        <translation>%1 после разогрева %2</translation>
    </message>
    <message>
        <source>Cancelled in the warm-up: nothing was counted</source>
        <translation>Отменено во время разогрева: ничего не учтено</translation>
    </message>
    <message>
        <source>Nothing was counted.</source>
        <translation>Ничего не учтено.</translation>
    </message>
</context>
<context>
    <name>squall::SettingsDialog</name>
    <message>
        <source>as the system</source>
        <translation>как в системе</translation>
    </message>
    <message>
        <source>light</source>
        <translation>светлая</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>тёмная</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>&amp;Язык:</translation>
    </message>
    <message>
        <source>&amp;Theme:</source>
        <translation>&amp;Тема:</translation>
    </message>
    <message>
        <source>The language changes when the run has ended.</source>
        <translation>Язык сменится после прогона.</translation>
    </message>
    <message>
        <source>&amp;History:</source>
        <translation>&amp;История:</translation>
    </message>
    <message>
        <source>The oldest runs go when Squall starts and the history is larger; the baseline stays</source>
        <translation>Если история больше, при запуске Squall старейшие прогоны удаляются; эталон остаётся</translation>
    </message>
    <message>
        <source>at most %1</source>
        <translation>не больше %1</translation>
    </message>
</context>
<context>
    <name>squall::SizeEdit</name>
    <message>
        <source>Type a size such as 500 kB, 64 MiB or 1 GB.</source>
        <translation>Введите размер вида 500 kB, 64 MiB или 1 GB.</translation>
    </message>
</context>
<context>
    <name>squall::StagesPreview</name>
    <message>
        <source>Curve of the stages</source>
        <translation>Кривая этапов</translation>
    </message>
</context>
<context>
    <name>squall::SubmitButton</name>
    <message>
        <source>Submit</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
</context>
<context>
    <name>squall::TableLook</name>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Копировать</translation>
    </message>
    <message>
        <source>&amp;Sort by This Column</source>
        <translation>&amp;Упорядочить по этому столбцу</translation>
    </message>
</context>
<context>
    <name>squall::TimeChart</name>
    <message>
        <source> s</source>
        <comment>seconds</comment>
        <translation> с</translation>
    </message>
    <message>
        <source>Warm-up, left out</source>
        <translation>Разогрев, не учитывается</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Разогрев</translation>
    </message>
</context>
<context>
    <name>squall::TimeEdit</name>
    <message>
        <source>Type a time such as 500 ms, 30 s or 2 m, at most %1.</source>
        <translation>Введите время вида 500 ms, 30 s или 2 m, не больше %1.</translation>
    </message>
</context>
<context>
    <name>squall::TlsPage</name>
    <message>
        <source>PEM files (*.pem *.crt *.cer *.key);;All files (*)</source>
        <translation>Файлы PEM (*.pem *.crt *.cer *.key);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Choose the authorities to trust</source>
        <translation>Выберите удостоверяющие центры</translation>
    </message>
    <message>
        <source>Choose a client certificate</source>
        <translation>Выберите сертификат клиента</translation>
    </message>
    <message>
        <source>Choose the key of the certificate</source>
        <translation>Выберите ключ сертификата</translation>
    </message>
    <message>
        <source>Take any certificate (insecure)</source>
        <translation>Принимать любой сертификат (небезопасно)</translation>
    </message>
    <message>
        <source>those of the system</source>
        <translation>системные</translation>
    </message>
    <message>
        <source>the host of the address</source>
        <translation>узел из адреса</translation>
    </message>
    <message>
        <source>in the file of the certificate</source>
        <translation>в файле сертификата</translation>
    </message>
    <message>
        <source>The name that is sent to the server and must be in its certificate</source>
        <translation>Имя, которое посылается серверу и должно быть в его сертификате</translation>
    </message>
    <message>
        <source>Authorities:</source>
        <translation>Доверять:</translation>
    </message>
    <message>
        <source>Server name:</source>
        <translation>Имя сервера:</translation>
    </message>
    <message>
        <source>Client certificate:</source>
        <translation>Сертификат клиента:</translation>
    </message>
    <message>
        <source>Its key:</source>
        <translation>Его ключ:</translation>
    </message>
    <message>
        <source>Lowest version:</source>
        <translation>Версия не ниже:</translation>
    </message>
    <message>
        <source>A key needs the certificate that it belongs to.</source>
        <translation>К ключу нужен его сертификат.</translation>
    </message>
    <message>
        <source>client certificate</source>
        <translation>сертификат клиента</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer *.p12 *.pfx);;All files (*)</source>
        <translation>Сертификаты (*.pem *.crt *.cer *.p12 *.pfx);;Все файлы (*)</translation>
    </message>
    <message>
        <source>Of the key or of a PKCS#12 file, where it has one. ${NAME} is read from the environment, and only that is saved.</source>
        <translation>Ключа или файла PKCS#12, если она есть. ${NAME} читается из окружения, и сохраняется только это.</translation>
    </message>
    <message>
        <source>Passphrase:</source>
        <translation>Парольная фраза:</translation>
    </message>
</context>
<context>
    <name>squall::TryDialog</name>
    <message>
        <source>Answer</source>
        <translation>Ответ</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>Тело</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Запрос</translation>
    </message>
    <message>
        <source>Try Once</source>
        <translation>Один запрос</translation>
    </message>
    <message>
        <source>Waiting for the answer…</source>
        <translation>Ждём ответа…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <translation>%1 за %2</translation>
    </message>
    <message>
        <source>Name lookup</source>
        <translation>Поиск имени</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Соединение</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>Первый байт</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Передача</translation>
    </message>
    <message>
        <source>No byte of an answer came.</source>
        <translation>Не пришло ни одного байта ответа.</translation>
    </message>
    <message>
        <source>Body (%1)</source>
        <translation>Тело (%1)</translation>
    </message>
    <message>
        <source>Body (the first %1)</source>
        <translation>Тело (первые %1)</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Сертификаты</translation>
    </message>
    <message>
        <source>through the proxy %1</source>
        <translation>через прокси %1</translation>
    </message>
    <message>
        <source>Status %1</source>
        <translation>Статус %1</translation>
    </message>
</context>
<context>
    <name>squall::UrlEdit</name>
    <message>
        <source>Recent addresses</source>
        <translation>Недавние адреса</translation>
    </message>
    <message>
        <source>%1 (built-in server)</source>
        <translation>%1 (встроенный сервер)</translation>
    </message>
</context>
<context>
    <name>squall::Waterfall</name>
    <message>
        <source>Phases of the request</source>
        <translation>Фазы запроса</translation>
    </message>
</context>
<context>
    <name>squall::WindowLaunches</name>
    <message>
        <source>The plan cannot be opened.</source>
        <translation>Не удалось открыть план.</translation>
    </message>
    <message>
        <source>The run cannot be opened.</source>
        <translation>Прогон открыть нельзя.</translation>
    </message>
</context>
<context>
    <name>squall::WindowMenus</name>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Файл</translation>
    </message>
    <message>
        <source>&amp;Open Plan…</source>
        <translation>&amp;Открыть план…</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <source>&amp;Recent Plans</source>
        <translation>&amp;Недавние планы</translation>
    </message>
    <message>
        <source>&amp;Save Plan</source>
        <translation>&amp;Сохранить план</translation>
    </message>
    <message>
        <source>Ctrl+S</source>
        <translation>Ctrl+S</translation>
    </message>
    <message>
        <source>Save Plan &amp;As…</source>
        <translation>Сохранить план &amp;как…</translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation>Ctrl+Shift+S</translation>
    </message>
    <message>
        <source>&amp;Export Result…</source>
        <translation>Сохранить &amp;результат…</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Выйти</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Правка</translation>
    </message>
    <message>
        <source>&amp;Undo Change of the Plan</source>
        <translation>&amp;Вернуть изменение плана</translation>
    </message>
    <message>
        <source>&amp;Redo Change of the Plan</source>
        <translation>&amp;Повторить изменение плана</translation>
    </message>
    <message>
        <source>Ctrl+Z</source>
        <translation>Ctrl+Z</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Z</source>
        <translation>Ctrl+Shift+Z</translation>
    </message>
    <message>
        <source>Copy as &amp;squall run</source>
        <translation>Копировать как &amp;squall run</translation>
    </message>
    <message>
        <source>Copy as &amp;curl</source>
        <translation>Копировать как &amp;curl</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>&amp;Настройки…</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>Зап&amp;уск</translation>
    </message>
    <message>
        <source>&amp;Submit</source>
        <translation>&amp;Отправить</translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation>Ctrl+Return</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>О&amp;тменить</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Вид</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>Сп&amp;равка</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Клавиши</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>&amp;About Squall</source>
        <translation>О &amp;программе</translation>
    </message>
    <message>
        <source>Try &amp;Once</source>
        <translation>&amp;Испытать один раз</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Find Ca&amp;pacity…</source>
        <translation>Найти &amp;предел…</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Ctrl+H</translation>
    </message>
</context>
</TS>
