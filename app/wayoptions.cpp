#include "app/wayoptions.h"

#include "app/optionreaders.h"

namespace squall {

namespace {

void addRoutingOptions(CLI::App& app, Routing& routing) {
    addRepeated(app, "--connect-to", "Connect to another host and port: HOST:PORT:HOST2:PORT2",
                "ROUTE", [&routing](const std::string& text) {
                    routing.connectTo.push_back(valueOf("--connect-to", parseConnectTo(text)));
                });
    addRepeated(app, "--resolve", "Take this address for a name: HOST:PORT:ADDRESS", "ROUTE",
                [&routing](const std::string& text) {
                    routing.resolve.push_back(valueOf("--resolve", parseResolveTo(text)));
                });
    app.add_option("--unix-socket", routing.unixSocket, "Connect through this Unix socket")
        ->type_name("FILE");
    app.add_option("-x,--proxy", routing.proxy,
                   "Through a proxy: http://USER:PASSWORD@HOST:PORT, socks5://... or system: "
                   "the one of this system, if any")
        ->type_name("URL");
    app.add_flag_callback(
        "-4", [&routing] { routing.family = AddressFamily::V4; }, "Use IPv4 addresses alone");
    app.add_flag_callback(
        "-6", [&routing] { routing.family = AddressFamily::V6; }, "Use IPv6 addresses alone");
}

} // namespace

void addWayOptions(CLI::App& app, TestPlan& plan) {
    addChoice<HttpVersion>(
        app, "--http",
        "Version: 1.1, 2, auto (auto: what TLS agrees on, 1.1 in the clear); 2 in the clear is by "
        "prior knowledge",
        plan.http,
        {{"1.1", HttpVersion::Http11}, {"2", HttpVersion::Http2}, {"auto", HttpVersion::Auto}});
    addOption(app, "--streams", "HTTP/2: requests in flight on each connection (1)", "M",
              [&plan](const std::string& text) { plan.streams = smallCount("--streams", text); });
    addRoutingOptions(app, plan.routing);
}

} // namespace squall
