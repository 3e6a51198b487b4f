# What `cmake --install` puts where: headers, both libraries, what find_package(stet) and pkg-config need. The command
# installs itself (src/cli).
include(CMakePackageConfigHelpers)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/stet DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(stet_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/stet)
foreach(kind IN ITEMS shared static)
  install(TARGETS stet_${kind} EXPORT stet-${kind} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT stet-${kind} NAMESPACE stet:: FILE stet-${kind}.cmake DESTINATION ${stet_cmake_dir})
endforeach()
configure_package_config_file(${PROJECT_SOURCE_DIR}/src/package/stetConfig.cmake.in ${PROJECT_BINARY_DIR}/stetConfig.cmake
  INSTALL_DESTINATION ${stet_cmake_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/stetConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/stetConfig.cmake ${PROJECT_BINARY_DIR}/stetConfigVersion.cmake
  DESTINATION ${stet_cmake_dir})

# Paths in stet.pc are relative to the file, so that an installed tree can be moved. An absolute folder stays as it is.
foreach(folder IN ITEMS INCLUDE LIB)
  if(IS_ABSOLUTE ${CMAKE_INSTALL_${folder}DIR})
    set(stet_pc_${folder} ${CMAKE_INSTALL_${folder}DIR})
  else()
    set(stet_pc_${folder} "\${prefix}/${CMAKE_INSTALL_${folder}DIR}")
  endif()
endforeach()
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
  set(stet_pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH stet_pc_up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
  string(REGEX REPLACE "/$" "" stet_pc_up "${stet_pc_up}")
  set(stet_pc_prefix "\${pcfiledir}/${stet_pc_up}")
endif()
configure_file(${PROJECT_SOURCE_DIR}/src/package/stet.pc.in ${PROJECT_BINARY_DIR}/stet.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/stet.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
