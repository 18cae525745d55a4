# Run by cpack before it packs: every file is as old as the release, whenever it was built.
execute_process(
    COMMAND find ${CPACK_TEMPORARY_DIRECTORY} -exec touch --no-dereference
        --date=${CPACK_SQUALL_RELEASED}T00:00Z {} +
    COMMAND_ERROR_IS_FATAL ANY)
