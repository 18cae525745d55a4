# The Debian package: `packaging/bootstrap.sh package`, or cpack in a release build.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME squall)
set(CPACK_PACKAGE_CONTACT "The Squall authors <authors@squall.example>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
# The synopsis above it is the project's description.
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Squall sends requests to an HTTP server and shows how fast and how evenly it
answers, and how often it does not: in a window while the run goes on, or in a
terminal, with reports for people and for programs.
.
It sends an exact number of requests, or for some time, or at a rate that does
not wait for the server, and says whether its figures are the server's or this
computer was the limit. A small server to try it on is built in.")

# Libraries are found by dpkg-shlibdeps; plugins, which are loaded at run time, are named.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "qt6-qpa-plugins, libqt6sql6-sqlite")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-dejavu-core, qt6-translations-l10n, qt6-wayland")
set(CPACK_SET_DESTDIR ON) # what holds its own path is told the final one
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
# The same sources make the same bytes.
set(CPACK_SQUALL_RELEASED ${SQUALL_RELEASED})
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/settime.cmake)
include(CPack)

# What Debian wants to find in /usr/share/doc/squall.
find_program(GZIP gzip REQUIRED)
execute_process(COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C date -u -R -d ${SQUALL_RELEASED}
    OUTPUT_VARIABLE debian_date OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
configure_file(debian/changelog.in changelog @ONLY)
set(news ${CMAKE_CURRENT_BINARY_DIR}/NEWS.gz)
set(changelog ${CMAKE_CURRENT_BINARY_DIR}/changelog.gz)
add_custom_command(OUTPUT ${news} ${changelog}
    COMMAND ${GZIP} -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${news}
    COMMAND ${GZIP} -9nc ${CMAKE_CURRENT_BINARY_DIR}/changelog > ${changelog}
    DEPENDS ${CMAKE_SOURCE_DIR}/CHANGELOG.md ${CMAKE_CURRENT_BINARY_DIR}/changelog)
add_custom_target(squall_debian ALL DEPENDS ${news} ${changelog})
install(FILES debian/copyright ${news} ${changelog}
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/squall)
