#include "app/likeoptions.h"

#include <algorithm>
#include <optional>
#include <span>

#include "core/base/quantity.h"

namespace squall {

namespace {

enum class Kind {
    Same,    ///< takes a value, which means the same here
    Time,    ///< takes a time, or a number of seconds
    Header,  ///< takes the value of a header
    PerEach, ///< takes a rate of each connection
    Flag,    ///< takes nothing
    Nothing, ///< takes nothing and makes no difference here
    NoValue, ///< takes a value and makes no difference here
    Unlike,  ///< has no counterpart
};

/// One option of another tool: its names, and its counterpart here (of Header: the name of the
/// header; of Unlike: why there is none).
struct Rule {
    std::string_view shortName;
    std::string_view longName;
    Kind kind;
    std::string_view counterpart;
};

struct Tool {
    std::string_view name;
    std::span<const Rule> rules;
    std::vector<std::pair<std::string_view, std::string_view>> usual; ///< counterpart and value
};

// wrk 4.1
constexpr Rule wrkRules[] = {
    {"-c", "--connections", Kind::Same, "--connections"},
    {"-d", "--duration", Kind::Time, "--duration"},
    {"-t", "--threads", Kind::Same, "--threads"},
    {"-H", "--header", Kind::Same, "--header"},
    {"", "--timeout", Kind::Time, "--timeout"},
    {"", "--latency", Kind::Nothing, ""},
    {"-s", "--script", Kind::Unlike, "Lua scripts have no counterpart"},
};

// hey 0.1.4; its long options have one dash or two.
constexpr Rule heyRules[] = {
    {"-n", "", Kind::Same, "--requests"},
    {"-c", "", Kind::Same, "--connections"},
    {"-q", "", Kind::PerEach, "--rate"},
    {"-z", "", Kind::Time, "--duration"},
    {"-m", "", Kind::Same, "--method"},
    {"-H", "", Kind::Same, "--header"},
    {"-A", "", Kind::Header, "Accept"},
    {"-T", "", Kind::Header, "Content-Type"},
    {"-host", "--host", Kind::Header, "Host"},
    {"-d", "", Kind::Same, "--data"},
    {"-D", "", Kind::Same, "--data-file"},
    {"-t", "", Kind::Time, "--timeout"},
    {"-a", "", Kind::Same, "--user"},
    {"-x", "", Kind::Same, "--proxy"},
    {"-h2", "--h2", Kind::Flag, "--http=2"},
    {"-cpus", "--cpus", Kind::Same, "--threads"},
    {"-disable-keepalive", "--disable-keepalive", Kind::Flag, "--no-keepalive"},
    {"-disable-compression", "--disable-compression", Kind::Nothing, ""},
    {"-disable-redirects", "--disable-redirects", Kind::Nothing, ""},
    {"-o", "", Kind::NoValue, ""},
};

// oha 1.4
constexpr Rule ohaRules[] = {
    {"-n", "", Kind::Same, "--requests"},
    {"-c", "", Kind::Same, "--connections"},
    {"-p", "", Kind::Same, "--streams"},
    {"-q", "", Kind::Same, "--rate"},
    {"-z", "", Kind::Time, "--duration"},
    {"-m", "--method", Kind::Same, "--method"},
    {"-H", "", Kind::Same, "--header"},
    {"-A", "", Kind::Header, "Accept"},
    {"-T", "", Kind::Header, "Content-Type"},
    {"", "--host", Kind::Header, "Host"},
    {"-d", "", Kind::Same, "--data"},
    {"-D", "", Kind::Same, "--data-file"},
    {"-t", "--timeout", Kind::Time, "--timeout"},
    {"", "--connect-timeout", Kind::Time, "--connect-timeout"},
    {"-a", "", Kind::Same, "--user"},
    {"-x", "", Kind::Same, "--proxy"},
    {"-r", "--redirect", Kind::Same, "--follow"},
    {"", "--http2", Kind::Flag, "--http=2"},
    {"", "--insecure", Kind::Flag, "--insecure"},
    {"", "--cacert", Kind::Same, "--cacert"},
    {"", "--cert", Kind::Same, "--cert"},
    {"", "--key", Kind::Same, "--key"},
    {"", "--connect-to", Kind::Same, "--connect-to"},
    {"", "--unix-socket", Kind::Same, "--unix-socket"},
    {"", "--ipv4", Kind::Flag, "-4"},
    {"", "--ipv6", Kind::Flag, "-6"},
    {"", "--disable-keepalive", Kind::Flag, "--no-keepalive"},
    {"-j", "--json", Kind::Flag, "--format=json"},
    {"", "--no-tui", Kind::Nothing, ""},
    {"", "--latency-correction", Kind::Nothing, ""},
    {"", "--disable-compression", Kind::Nothing, ""},
    {"", "--disable-color", Kind::Nothing, ""},
    {"", "--fps", Kind::NoValue, ""},
};

const Tool tools[] = {
    {"wrk", wrkRules, {{"--connections", "10"}, {"--threads", "2"}, {"--duration", "10s"}}},
    {"hey", heyRules, {{"--connections", "50"}, {"--requests", "200"}, {"--timeout", "20s"}}},
    {"oha", ohaRules, {{"--connections", "50"}, {"--requests", "200"}}},
};

std::unexpected<Error> refuse(std::string why) {
    return std::unexpected(Error{ErrorCode::BadPlan, std::move(why)});
}

bool takesValue(Kind kind) {
    return kind != Kind::Flag && kind != Kind::Nothing && kind != Kind::Unlike;
}

/// Reads the arguments of one tool, one after the other.
class LikeReader final {
public:
    explicit LikeReader(const Tool& tool)
        : m_tool(tool) {}

    [[nodiscard]] Result<> read(const std::vector<std::string>& arguments) {
        for (m_next = arguments.begin(); m_next != arguments.end();) {
            if (auto taken = takeOne(arguments.end()); !taken)
                return taken;
        }
        return {};
    }

    [[nodiscard]] Result<LikeArguments> finish() {
        addUsual();
        if (m_perEach)
            add("--rate", std::to_string(*m_perEach * connections()));
        for (std::string& address : m_addresses)
            m_read.arguments.push_back(std::move(address));
        return std::move(m_read);
    }

private:
    using Iterator = std::vector<std::string>::const_iterator;

    Result<> takeOne(Iterator end) {
        const std::string given = *m_next++;
        if (!given.starts_with('-')) {
            m_addresses.push_back(given);
            return {};
        }
        const std::size_t equals = given.starts_with("--") ? given.find('=') : std::string::npos;
        std::string name = given.substr(0, equals);
        std::optional<std::string> value;
        if (equals != std::string::npos)
            value = given.substr(equals + 1);
        const Rule* rule = ruleOf(name);
        if (rule == nullptr && given.size() > 2 && !given.starts_with("--")) { // "-c100"
            name = given.substr(0, 2);
            value = given.substr(2);
            rule = ruleOf(name);
        }
        if (rule == nullptr)
            return refuse(given + ": squall does not know this option of " +
                          std::string(m_tool.name));
        if (takesValue(rule->kind) && !value) {
            if (m_next == end)
                return refuse(given + ": a value is missing");
            value = *m_next++;
        }
        return apply(*rule, given, value.value_or(""));
    }

    [[nodiscard]] const Rule* ruleOf(std::string_view name) const {
        const auto found = std::ranges::find_if(m_tool.rules, [name](const Rule& rule) {
            return name == rule.shortName || name == rule.longName;
        });
        return found == m_tool.rules.end() ? nullptr : &*found;
    }

    Result<> apply(const Rule& rule, const std::string& given, const std::string& value) {
        switch (rule.kind) {
        case Kind::Same:
            add(rule.counterpart, value);
            break;
        case Kind::Time: // a bare number is seconds
            add(rule.counterpart, parseCount(value) ? value + "s" : value);
            break;
        case Kind::Header:
            add("--header", std::string(rule.counterpart) + ": " + value);
            break;
        case Kind::PerEach: {
            const auto rate = parseCount(value);
            if (!rate)
                return refuse(given + ": " + rate.error().detail);
            m_perEach = *rate;
            break;
        }
        case Kind::Flag:
            m_read.arguments.emplace_back(rule.counterpart);
            break;
        case Kind::Nothing:
        case Kind::NoValue:
            m_read.ignored.push_back(given);
            break;
        case Kind::Unlike:
            return refuse(given + ": " + std::string(rule.counterpart));
        }
        return {};
    }

    void add(std::string_view option, std::string value) {
        m_read.arguments.emplace_back(option);
        m_read.arguments.push_back(std::move(value));
    }

    [[nodiscard]] Iterator find(std::string_view option) const {
        return std::ranges::find(m_read.arguments, option);
    }

    // Where a time is given, these tools forget the number.
    void addUsual() {
        const bool isTimed = find("--duration") != m_read.arguments.end();
        if (const auto number = find("--requests"); isTimed && number != m_read.arguments.end())
            m_read.arguments.erase(number, number + 2);
        for (const auto& [option, value] : m_tool.usual) {
            if (find(option) == m_read.arguments.end() && !(isTimed && option == "--requests"))
                add(option, std::string(value));
        }
    }

    [[nodiscard]] std::uint64_t connections() const {
        return parseCount(*(find("--connections") + 1)).value_or(1);
    }

    const Tool& m_tool;
    LikeArguments m_read;
    Iterator m_next;
    std::vector<std::string> m_addresses;
    std::optional<std::uint64_t> m_perEach;
};

} // namespace

Result<LikeArguments> readLike(std::string_view name, const std::vector<std::string>& arguments) {
    const auto* const tool = std::ranges::find(tools, name, &Tool::name);
    if (tool == std::end(tools))
        return refuse("--like: \"" + std::string(name) + "\" is none of wrk, hey, oha");
    LikeReader reader(*tool);
    if (auto read = reader.read(arguments); !read)
        return std::unexpected(read.error());
    return reader.finish();
}

} // namespace squall
