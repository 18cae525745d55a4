#include "app/pages.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <CLI/CLI.hpp>

#include "app/completions.h"
#include "app/manpage.h"

namespace squall {

std::vector<Page> pagesOf(const CLI::App& program) {
    std::vector<Page> pages = {
        {"man/man1/squall.1", manPage(program)},
        {"bash-completion/completions/squall", bashCompletion(program)},
        {"zsh/vendor-completions/_squall", zshCompletion(program)},
        {"fish/vendor_completions.d/squall.fish", fishCompletion(program)},
    };
    for (const CLI::App* command : program.get_subcommands({}))
        pages.push_back({"man/man1/squall-" + command->get_name() + ".1", manPage(*command)});
    return pages;
}

int writePages(const PagesCommand& command) {
    for (const Page& page : command.pages) {
        const std::filesystem::path path = std::filesystem::path(command.folder) / page.path;
        std::error_code ignored; // the file tells
        std::filesystem::create_directories(path.parent_path(), ignored);
        std::ofstream file(path, std::ios::binary);
        if (!(file << page.text) || !file.flush()) {
            std::fprintf(stderr, "squall: cannot write \"%s\"\n", path.c_str());
            return 1;
        }
    }
    return 0;
}

} // namespace squall
