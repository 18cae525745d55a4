#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

/// The manual and the completions of shells, made from the description of the options that --help
/// prints too, so that the three cannot disagree.
namespace squall {

struct Page {
    std::string path; ///< under share: "man/man1/squall-run.1"
    std::string text;

    bool operator==(const Page&) const = default;
};

/// `squall --write-pages FOLDER`: for the build.
struct PagesCommand {
    std::string folder;
    std::vector<Page> pages;
};

/// One page of the manual for the program and one for each of its commands, and a completion for
/// each of bash, zsh and fish. Options without a group are hidden, here as in --help.
[[nodiscard]] std::vector<Page> pagesOf(const CLI::App& program);

/// Exit code.
[[nodiscard]] int writePages(const PagesCommand& command);

} // namespace squall
