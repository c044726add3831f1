; The installer for Windows: for one user, without an administrator, silent with /S.
; Told by packaging/build.py: VERSION, FROM (the folder to install), TO (the file to write), SIZE.
Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 64
SetDateSave off
RequestExecutionLevel user
Name "Galley"
OutFile "${TO}"
InstallDir "$LOCALAPPDATA\Programs\Galley"
InstallDirRegKey HKCU "Software\Galley" "Folder"
BrandingText "Galley ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Galley"
VIAddVersionKey "FileDescription" "Installs Galley"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "The Galley developers"

!include MUI2.nsh
!define MUI_ICON "${FROM}/galley.ico"
!define MUI_UNICON "${FROM}/galley.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\galley.exe"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!define CLASSES "Software\Classes"
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Galley"

; "Open with", and never the default: the user's choice stays what it is.
!macro OPENS KIND
  WriteRegStr HKCU "${CLASSES}\${KIND}\OpenWithProgids" "Galley.Article" ""
  WriteRegStr HKCU "${CLASSES}\Applications\galley.exe\SupportedTypes" "${KIND}" ""
!macroend
!macro OPENS_NO_MORE KIND
  DeleteRegValue HKCU "${CLASSES}\${KIND}\OpenWithProgids" "Galley.Article"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${KIND}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\${KIND}"
!macroend
!macro EVERY_KIND DO
  !insertmacro ${DO} ".md"
  !insertmacro ${DO} ".markdown"
  !insertmacro ${DO} ".html"
  !insertmacro ${DO} ".htm"
  !insertmacro ${DO} ".mhtml"
  !insertmacro ${DO} ".mht"
  !insertmacro ${DO} ".webarchive"
  !insertmacro ${DO} ".epub"
  !insertmacro ${DO} ".docx"
  !insertmacro ${DO} ".odt"
  !insertmacro ${DO} ".pdf"
!macroend

; Everything that an installer of any version laid; libraries and settings lie elsewhere.
!macro TAKE_AWAY_FILES
  RMDir /r "$INSTDIR\python"
  RMDir /r "$INSTDIR\lib"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\galley.exe"
  Delete "$INSTDIR\galley-shell.exe"
  Delete "$INSTDIR\galley.ico"
  Delete "$INSTDIR\notices.txt"
  Delete "$INSTDIR\uninstall.exe"
!macroend

Section
  SetShellVarContext current
  !insertmacro TAKE_AWAY_FILES
  SetOutPath "$INSTDIR"
  File /r "${FROM}/*"
  ; Compiled now, so that the first start is as quick as the second.
  nsExec::Exec '"$INSTDIR\python\python.exe" -m compileall -q "$INSTDIR\lib"'
  Pop $0
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Galley.lnk" "$INSTDIR\galley.exe" "" "$INSTDIR\galley.ico"

  WriteRegStr HKCU "Software\Galley" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${CLASSES}\Galley.Article" "" "Article"
  WriteRegStr HKCU "${CLASSES}\Galley.Article\DefaultIcon" "" "$INSTDIR\galley.ico"
  WriteRegStr HKCU "${CLASSES}\Galley.Article\shell\open\command" "" '"$INSTDIR\galley.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\Applications\galley.exe" "FriendlyAppName" "Galley"
  WriteRegStr HKCU "${CLASSES}\Applications\galley.exe\shell\open\command" "" '"$INSTDIR\galley.exe" "%1"'
  !insertmacro EVERY_KIND OPENS
  WriteRegStr HKCU "${CLASSES}\galley" "" "URL:Galley"
  WriteRegStr HKCU "${CLASSES}\galley" "URL Protocol" ""
  WriteRegStr HKCU "${CLASSES}\galley\shell\open\command" "" '"$INSTDIR\galley.exe" "%1"'

  WriteRegStr HKCU "${REMOVAL}" "DisplayName" "Galley"
  WriteRegStr HKCU "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" "DisplayIcon" "$INSTDIR\galley.ico"
  WriteRegStr HKCU "${REMOVAL}" "Publisher" "The Galley developers"
  WriteRegStr HKCU "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKCU "${REMOVAL}" "NoRepair" 1
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section Uninstall
  SetShellVarContext current
  !insertmacro TAKE_AWAY_FILES
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Galley.lnk"
  !insertmacro EVERY_KIND OPENS_NO_MORE
  DeleteRegKey HKCU "${CLASSES}\Galley.Article"
  DeleteRegKey HKCU "${CLASSES}\Applications\galley.exe"
  DeleteRegKey HKCU "${CLASSES}\galley"
  DeleteRegKey HKCU "${REMOVAL}"
  DeleteRegKey HKCU "Software\Galley"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
